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
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;

/** Solves by a given number of equal steps. It takes stages x steps evaluations and does not know its error. */
public final class FixedStepSolver extends RungeKuttaSolver {
    @Config(mandatory = true, description = "The Runge-Kutta method.")
    private Method method;

    @Config(mandatory = true, description = "The number of steps from start to end, at least 1.")
    private int steps;

    private FixedStepSolver() {} // for OLCUT

    /**
     * A solver.
     *
     * @param method The method.
     * @param steps The number of steps from start to end, at least 1.
     */
    public FixedStepSolver(Method method, int steps) {
        this.method = method;
        this.steps = steps;
        postConfig();
    }

    @Override
    public void postConfig() {
        if (method == null) {
            throw new PropertyException("", "method", "method: a Runge-Kutta method expected, found null");
        }
        if (steps < 1) {
            throw new PropertyException("", "steps", "steps: at least 1 expected, found " + steps);
        }
    }

    @Override
    Integrator integrator(InitialValueProblem problem) {
        return new FixedLoop(method.tableau(), steps);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Solver");
    }

    @Override
    public String toString() {
        return "FixedStepSolver(method=" + method + ", steps=" + steps + ")";
    }
}
