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

/** The law of the probes of a Hutchinson estimate, of mean 0 and covariance I. */
public enum ProbeNoise {
    /** Standard normal: variance {@code 2 |S|^2}, S the symmetric part of the Jacobian. */
    GAUSSIAN,
    /** Signs: variance {@code 2 (|S|^2 - sum_i S_ii^2)}, nothing for a diagonal Jacobian. */
    RADEMACHER
}
