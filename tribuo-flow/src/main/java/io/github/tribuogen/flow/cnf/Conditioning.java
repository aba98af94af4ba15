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
package io.github.tribuogen.flow.cnf;

/** How the features that a flow is conditioned on enter its dynamics. */
public enum Conditioning {
    /**
     * A linear map of the features is added to what enters the first activation: the features are concatenated to the input.
     * With layers that squash, they are not squashed.
     */
    INPUT,
    /** A linear map of the features is added to the result of every layer. */
    BIAS,
    /**
     * Amortised layers of low rank (FFJORD, eq. 10): {@code (W + U(c) V(c)) h + b + b(c)}, all of U, V, b linear in the
     * features.
     */
    LOW_RANK
}
