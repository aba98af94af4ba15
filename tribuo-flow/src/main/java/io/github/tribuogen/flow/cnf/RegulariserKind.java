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

/**
 * What a regulariser integrates along the flow, for each sample; D is the dimension, J the Jacobian. The first six are those
 * of the FFJORD code, the last two those of RNODE (Finlay et al. 2020).
 */
public enum RegulariserKind {
    /** {@code mean_d |f_d|}. */
    L1,
    /** {@code |f| / sqrt(D)}. */
    L2,
    /** {@code |J^T f| / sqrt(D)}. */
    DIRECTIONAL_L2,
    /** {@code |J|_F / D}, from D directions. */
    JACOBIAN_FROBENIUS,
    /** {@code |diag J| / D}, from D directions. */
    JACOBIAN_DIAGONAL,
    /** {@code |J - diag J|_F / D}, from D directions. */
    JACOBIAN_OFF_DIAGONAL,
    /** {@code mean_d f_d^2 / 2}: the kinetic energy. */
    KINETIC,
    /**
     * {@code |J e|^2 / D}, an estimate of {@code |J|_F^2 / D} from the probes of the trace; exact where these are absent. RNODE
     * has e^T J, of the same mean.
     */
    JACOBIAN_ENERGY
}
