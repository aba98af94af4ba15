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
package io.github.tribuogen.ebm.sampler;

import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;

/** How many steps a chain takes: a number, or a tensor known when the graph runs. */
record Steps(long fixed, Tensor computed) {
    static Steps of(long n) {
        return new Steps(n, null);
    }

    static Steps of(Tensor n) {
        if (n.dtype() != DType.INT64 || n.shape().rank() != 0) {
            throw new IllegalArgumentException("A number of steps of type int64[] expected, found " + n);
        }
        return new Steps(-1, n);
    }

    boolean isFixed() {
        return computed == null;
    }

    Dim dim() {
        return Dim.of(fixed);
    }

    Tensor tensor(Tensor any) {
        return isFixed() ? any.graph().root().constant(HostTensor.scalar(fixed)) : computed;
    }

    List<Tensor> loop(List<Tensor> state, ControlFlow.LoopBody body) {
        if (fixed == 0) {
            return state;
        }
        if (isFixed()) {
            return ControlFlow.loop(fixed, state, body);
        }
        return ControlFlow.scan(computed, state, (i, s) -> new ControlFlow.Step(body.step(i, s), List.of()))
                .state();
    }
}
