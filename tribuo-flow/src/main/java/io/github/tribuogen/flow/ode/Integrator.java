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

import io.github.tribuogen.neural.graph.Tensor;

/** Integrates packed fields: the part of a solver that the gradients share. */
interface Integrator {
    /**
     * What is to be integrated.
     *
     * @param field The field.
     * @param initial The state at the start [B, W].
     * @param quadrature The quadratures at the start [1, P], or null.
     * @param parts Which columns of the state and of the quadratures have errors of their own.
     * @param start A floating scalar.
     * @param end A floating scalar.
     */
    record Task(PackedField field, Tensor initial, Tensor quadrature, ErrorParts parts, Tensor start, Tensor end) {}

    /**
     * Which columns form a tensor, and so have an error of their own.
     *
     * @param state The widths of the state's tensors; they add up to W.
     * @param quadrature The sizes of the quadratures' tensors; null if their error does not matter.
     */
    record ErrorParts(long[] state, long[] quadrature) {}

    /** Integrates; with a tape if {@code record}. */
    Run run(Task task, boolean record);

    /** The method, without stages that a step's result does not need. */
    Tableau tableau();

    /** The integrator for the adjoint: one step for the whole batch, since its parameters are those of all samples. */
    Integrator shared();
}
