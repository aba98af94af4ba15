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
