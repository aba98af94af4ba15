package io.github.tribuogen.flow.ode;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;

/**
 * Fixed steps written out one after the other, an ordinary graph that can be differentiated any number of times. The graph
 * grows with the number of steps, as does the memory, by all intermediate results; for {@link FixedStepSolver} alone.
 */
public final class Unrolled implements Differentiation {
    /** For OLCUT and for everybody else. */
    public Unrolled() {}

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Differentiation");
    }

    @Override
    public String toString() {
        return "Unrolled()";
    }
}
