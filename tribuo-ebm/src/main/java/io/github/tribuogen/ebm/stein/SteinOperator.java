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
package io.github.tribuogen.ebm.stein;

import io.github.tribuogen.neural.graph.Tensor;

/**
 * The Langevin Stein operator {@code A_q f(x) = s_q(x) . f(x) + tr J_f(x)}, whose expectation is 0 where x is drawn from q (if
 * q f vanishes at infinity): of a model only the score s_q is needed.
 */
public final class SteinOperator {
    private SteinOperator() {}

    /**
     * Applies the operator.
     *
     * @param score s_q(x), [B, D].
     * @param field f(x), [B, D].
     * @param trace The trace of f's Jacobian, or an unbiased estimate of it, [B].
     * @return [B].
     */
    public static Tensor apply(Tensor score, Tensor field, Tensor trace) {
        return score.mul(field).sum(1).add(trace);
    }
}
