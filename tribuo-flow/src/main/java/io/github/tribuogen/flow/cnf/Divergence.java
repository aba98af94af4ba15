package io.github.tribuogen.flow.cnf;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Optional;

/** How the trace of the dynamics' Jacobian is found, the rate at which log volume changes along a flow. */
public interface Divergence extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Draws the random numbers that are held for a whole solve.
     *
     * @param dynamics The dynamics.
     * @param z Points, [B, ...].
     * @param random The source of randomness.
     * @return The probes, [B, K, width]; empty if none are needed.
     */
    Optional<Tensor> probes(Dynamics dynamics, Tensor z, RandomStream random);

    /**
     * The trace, or an unbiased estimate.
     *
     * @param slope The dynamics at a time.
     * @param probes What {@link #probes} gave.
     * @return [B].
     */
    Tensor of(Slope slope, Optional<Tensor> probes);

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Divergence");
    }
}
