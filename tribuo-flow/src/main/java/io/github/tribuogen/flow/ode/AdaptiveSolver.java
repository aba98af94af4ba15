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

/**
 * Solves with steps chosen by the estimated error. The whole solve is one loop of the graph.
 *
 * <p>A method with dense output (dopri5, tsit5, bosh3, heun) may evaluate the field beyond the end, as torchdiffeq does; the
 * result is interpolated. A solve that cannot reach the end says so in its {@link Counters#status}; its result is then the
 * last accepted state.
 */
public final class AdaptiveSolver extends RungeKuttaSolver {
    @Config(description = "The Runge-Kutta method, one with an error estimate.")
    private Method method = Method.DOPRI5;

    @Config(description = "Tolerances, norm of the error, and controller.")
    private StepControl control = new StepControl();

    /** dopri5 with tolerances of 1e-5: the paper's solver. Also for OLCUT. */
    public AdaptiveSolver() {}

    /**
     * A solver.
     *
     * @param method The method, one with an error estimate.
     * @param control Tolerances, norm of the error, and controller.
     */
    public AdaptiveSolver(Method method, StepControl control) {
        this.method = method;
        this.control = control;
        postConfig();
    }

    /**
     * The paper's solver with other tolerances.
     *
     * @param tolerance The absolute and the relative tolerance, above 0.
     * @return dopri5.
     */
    public static AdaptiveSolver dopri5(double tolerance) {
        return new AdaptiveSolver(Method.DOPRI5, new StepControl(tolerance, tolerance));
    }

    /**
     * The same solver with other tolerances.
     *
     * @param absolute The absolute tolerance, at least 0.
     * @param relative The relative tolerance, at least 0; not both 0.
     * @return A changed copy.
     */
    public AdaptiveSolver withTolerances(double absolute, double relative) {
        return new AdaptiveSolver(method, control.withTolerances(absolute, relative));
    }

    @Override
    public void postConfig() {
        if (method == null || !method.tableau().hasErrorEstimate()) {
            throw new PropertyException(
                    "",
                    "method",
                    "method: a Runge-Kutta method with an error estimate expected (HEUN, BOSH3, DOPRI5, TSIT5, DOPRI8),"
                            + " found " + method);
        }
        if (control == null) {
            throw new PropertyException("", "control", "control: a step control expected, found null");
        }
    }

    /**
     * How steps are chosen.
     *
     * @return The control.
     */
    public StepControl control() {
        return control;
    }

    @Override
    Integrator integrator(InitialValueProblem problem) {
        control.checkFor(problem.dtype());
        if (control.norm() == ErrorNorm.EACH_SAMPLE && !problem.field().hasTimePerSample()) {
            throw new IllegalArgumentException("norm: EACH_SAMPLE needs a field that takes a time for each sample"
                    + " (VectorField.hasTimePerSample), found one that does not; use WORST_SAMPLE");
        }
        return new AdaptiveLoop(method.tableau(), control);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Solver");
    }

    @Override
    public String toString() {
        return "AdaptiveSolver(method=" + method + ", control=" + control + ")";
    }
}
