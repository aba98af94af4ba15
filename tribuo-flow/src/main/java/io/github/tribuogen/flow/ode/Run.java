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

/**
 * What an integration of a packed field gives.
 *
 * @param end The state at the end time [B, W].
 * @param quadrature The quadratures at the end time [1, P], or null.
 * @param counters What it took.
 * @param tape The steps, or null if they were not recorded.
 */
record Run(Tensor end, Tensor quadrature, Counters counters, Tape tape) {
    /**
     * The steps of a solve in order.
     *
     * @param states The states before the steps [N, B, W].
     * @param times The times before the steps, float64 [N] or [N, B, 1].
     * @param steps The steps with their sign, zero where rejected, float64 [N] or [N, B, 1].
     * @param count N, int64 of shape []; at least 1.
     * @param overstepped Is the end inside the last step, to be interpolated?
     */
    record Tape(Tensor states, Tensor times, Tensor steps, Tensor count, boolean overstepped) {}
}
