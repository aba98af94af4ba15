package io.github.tribuogen.flow.cnf;

import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Optional;

/**
 * The trace itself: by the closed form of {@link MlpDynamics}, which for two hidden layers costs no more than an estimate, by D
 * directions otherwise.
 */
public final class ExactDivergence implements Divergence {
    /** The only one there is. Also for OLCUT. */
    public ExactDivergence() {}

    @Override
    public Optional<Tensor> probes(Dynamics dynamics, Tensor z, RandomStream random) {
        return Optional.empty();
    }

    @Override
    public Tensor of(Slope slope, Optional<Tensor> probes) {
        return slope.trace();
    }

    @Override
    public String toString() {
        return "ExactDivergence()";
    }
}
