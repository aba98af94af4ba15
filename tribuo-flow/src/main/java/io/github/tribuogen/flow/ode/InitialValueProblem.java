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
package io.github.tribuogen.flow.ode;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;

/**
 * {@code dy/dt = f(t, y; p)}, y(start) known, y(end) wanted; end may lie before start.
 *
 * @param field f.
 * @param parameters p, what gradients may be taken by; may be empty.
 * @param initial y(start): at least one floating tensor [B, ...], all of one batch and one type. Only the batch may be
 *     symbolic.
 * @param start A floating scalar.
 * @param end A floating scalar.
 */
public record InitialValueProblem(
        VectorField field, List<Tensor> parameters, List<Tensor> initial, Tensor start, Tensor end) {
    /** Checks types and shapes. */
    public InitialValueProblem {
        parameters = List.copyOf(parameters);
        initial = List.copyOf(initial);
        if (initial.isEmpty()) {
            throw new IllegalArgumentException("initial: at least one tensor expected, found none");
        }
        Tensor first = initial.get(0);
        for (Tensor y : initial) {
            if (y.shape().rank() == 0
                    || !y.dtype().isFloating()
                    || y.dtype() != first.dtype()
                    || !y.shape().dim(0).equals(first.shape().dim(0))) {
                throw new IllegalArgumentException(
                        "initial: floating tensors of one type with the batch as first axis expected, found "
                                + initial);
            }
        }
        for (Tensor p : parameters) {
            if (p.dtype() != first.dtype() || !p.shape().isFixed()) {
                throw new IllegalArgumentException("parameters: tensors of the state's type " + first.dtype()
                        + " and of fixed shape expected, found " + p);
            }
        }
        checkTime("start", start);
        checkTime("end", end);
    }

    private static void checkTime(String name, Tensor t) {
        if (t.shape().rank() != 0 || !t.dtype().isFloating()) {
            throw new IllegalArgumentException(name + ": a floating scalar expected, found " + t);
        }
    }

    /**
     * A problem whose times are known.
     *
     * @param field f.
     * @param parameters p; may be empty.
     * @param initial y(start).
     * @param start The time where the state is known.
     * @param end The time where it is wanted.
     * @return The problem.
     */
    public static InitialValueProblem of(
            VectorField field, List<Tensor> parameters, List<Tensor> initial, double start, double end) {
        Tensor like = initial.get(0);
        Tensor t0 = like.graph().root().constant(DType.FLOAT64, start);
        Tensor t1 = like.graph().root().constant(DType.FLOAT64, end);
        return new InitialValueProblem(field, parameters, initial, t0, t1);
    }

    InitialValueProblem with(List<Tensor> otherParameters) {
        return new InitialValueProblem(field, otherParameters, initial, start, end);
    }

    DType dtype() {
        return initial.get(0).dtype();
    }
}
