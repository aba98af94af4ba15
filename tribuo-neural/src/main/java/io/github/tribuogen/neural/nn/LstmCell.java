/*
 * Copyright 2026 The Tribuo Generative authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.tribuogen.neural.nn;

import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;

/**
 * A long short-term memory cell (Hochreiter, Schmidhuber, Neural Computation 1997, with forget gate):
 *
 * <pre>
 * c' = sigmoid(f) c + sigmoid(i) tanh(g)   h' = sigmoid(o) tanh(c')
 * </pre>
 *
 * <p>where (i, f, g, o) = x W + b + h U. Parameters: "input" and "state", each a {@link Linear} to the four gates side by
 * side; the second has no bias. Unroll it by calling it with the same scope for every step.
 */
public final class LstmCell {
    /**
     * What the cell remembers.
     *
     * @param output The output h, [batch, units].
     * @param memory The memory c, [batch, units].
     */
    public record State(Tensor output, Tensor memory) {}

    private final long units;

    /**
     * A cell.
     *
     * @param units The size of the output, at least 1.
     */
    public LstmCell(long units) {
        if (units < 1) {
            throw new IllegalArgumentException("LstmCell: at least 1 unit expected, found " + units);
        }
        this.units = units;
    }

    /**
     * The state before the first step.
     *
     * @param x Any input [batch, in].
     * @return Zeros.
     */
    public State start(Tensor x) {
        Tensor zero = GruCell.zeros(x, units);
        return new State(zero, zero);
    }

    /**
     * One step.
     *
     * @param scope Holds the parameters.
     * @param x The input [batch, in].
     * @param before The state.
     * @return The new state.
     */
    public State apply(ParameterScope scope, Tensor x, State before) {
        InputChecks.rank("LstmCell", scope, x, 2, 2, "[batch, in]");
        Tensor sum = Linear.to(4 * units)
                .apply(scope.child("input"), x)
                .add(Linear.to(4 * units).withoutBias().apply(scope.child("state"), before.output()));
        List<Tensor> gates = sum.split(1, units, units, units, units);
        Tensor kept = gates.get(1).sigmoid().mul(before.memory());
        Tensor memory = kept.add(gates.get(0).sigmoid().mul(gates.get(2).tanh()));
        return new State(gates.get(3).sigmoid().mul(memory.tanh()), memory);
    }
}
