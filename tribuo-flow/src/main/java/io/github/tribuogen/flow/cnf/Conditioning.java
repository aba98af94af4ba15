package io.github.tribuogen.flow.cnf;

/** How the features that a flow is conditioned on enter its dynamics. */
public enum Conditioning {
    /**
     * A linear map of the features is added to what enters the first activation: the features are concatenated to the input.
     * With layers that squash, they are not squashed.
     */
    INPUT,
    /** A linear map of the features is added to the result of every layer. */
    BIAS,
    /**
     * Amortised layers of low rank (FFJORD, eq. 10): {@code (W + U(c) V(c)) h + b + b(c)}, all of U, V, b linear in the
     * features.
     */
    LOW_RANK
}
