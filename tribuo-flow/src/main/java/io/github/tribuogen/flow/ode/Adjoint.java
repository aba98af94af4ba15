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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;

/**
 * The adjoint method: a separate solve from the end to the start, with the same solver, of the state, of the adjoint {@code
 * da/dt = -a df/dy} and of the quadrature {@code dL/dp = -int a df/dp dt}. Memory does not grow with the number of steps.
 * The gradient is right up to the tolerance, not that of the numbers that were computed. It cannot be differentiated again.
 *
 * <p>Every tensor of state, adjoint and parameters has an error norm of its own. A solver with independent steps goes back
 * with one step for all, judged by the worst sample, because the parameters belong to all samples.
 *
 * <p>Sources: Chen et al., Neural Ordinary Differential Equations (2018); for the seminorm Kidger, Chen and Lyons, "Hey,
 * that's not an ODE" (2021).
 */
public final class Adjoint implements Differentiation {
    @Config(
            description =
                    "Leave the parameters' gradient, a pure quadrature, out of the error that sets the backward step?")
    private boolean seminorm = false;

    /** All of the backward state in its error. Also for OLCUT. */
    public Adjoint() {}

    /**
     * With or without the seminorm.
     *
     * @param seminorm Leave the parameters' gradient, a pure quadrature, out of the error that sets the backward step?
     */
    public Adjoint(boolean seminorm) {
        this.seminorm = seminorm;
    }

    /**
     * Is the parameters' gradient left out of the error that sets the backward step?
     *
     * @return True for the seminorm.
     */
    public boolean usesSeminorm() {
        return seminorm;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Differentiation");
    }

    @Override
    public String toString() {
        return "Adjoint(seminorm=" + seminorm + ")";
    }
}
