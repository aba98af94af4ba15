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

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;

/**
 * A gated recurrent unit (Cho et al., "Learning phrase representations using RNN encoder-decoder", EMNLP 2014), with the
 * reset gate applied after the matrix product:
 *
 * <pre>
 * r = sigmoid(x Wr + h Ur + br)   z = sigmoid(x Wz + h Uz + bz)
 * n = tanh(x Wn + bn + r (h Un + cn))   h' = (1 - z) n + z h
 * </pre>
 *
 * <p>Parameters: "input" and "state", each a {@link Linear} to the three gates side by side, in the order r, z, n. Unroll it
 * by calling it with the same scope for every step.
 */
public final class GruCell {
    private final long units;

    /**
     * A cell.
     *
     * @param units The size of the state, at least 1.
     */
    public GruCell(long units) {
        if (units < 1) {
            throw new IllegalArgumentException("GruCell: at least 1 unit expected, found " + units);
        }
        this.units = units;
    }

    /**
     * The state before the first step.
     *
     * @param x Any input [batch, in].
     * @return Zeros [batch, units].
     */
    public Tensor start(Tensor x) {
        return zeros(x, units);
    }

    static Tensor zeros(Tensor x, long units) {
        Tensor row = x.graph().root().constant(HostTensor.filled(x.dtype(), 0, 1, units));
        return x.slice(1, 0, 1).zerosLike().add(row);
    }

    /**
     * One step.
     *
     * @param scope Holds the parameters.
     * @param x The input [batch, in].
     * @param h The state [batch, units].
     * @return The new state [batch, units].
     */
    public Tensor apply(ParameterScope scope, Tensor x, Tensor h) {
        InputChecks.rank("GruCell", scope, x, 2, 2, "[batch, in]");
        long[] thirds = {units, units, units};
        List<Tensor> a = Linear.to(3 * units).apply(scope.child("input"), x).split(1, thirds);
        List<Tensor> b = Linear.to(3 * units).apply(scope.child("state"), h).split(1, thirds);
        Tensor r = a.get(0).add(b.get(0)).sigmoid();
        Tensor z = a.get(1).add(b.get(1)).sigmoid();
        Tensor n = a.get(2).add(r.mul(b.get(2))).tanh();
        return n.add(z.mul(h.sub(n)));
    }
}
