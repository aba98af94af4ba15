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

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;

/** Solves initial value problems inside a graph. Immutable. */
public interface Solver extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Solves without the means to differentiate: no gradient passes, an attempt to take one is refused.
     *
     * @param problem The problem.
     * @return The solution.
     * @throws IllegalArgumentException If the solver cannot solve the problem; the message says why.
     */
    Solution solve(InitialValueProblem problem);

    /**
     * Solves so that the result can be differentiated by the initial state, the parameters and both times.
     *
     * @param problem The problem.
     * @param how How a gradient is taken.
     * @return The solution.
     * @throws IllegalArgumentException If the solver cannot solve the problem, or not be differentiated so; the message says
     *     why.
     */
    Solution solve(InitialValueProblem problem, Differentiation how);
}
