package io.github.tribuogen.flow.cnf;

/** The law of the probes of a Hutchinson estimate, of mean 0 and covariance I. */
public enum ProbeNoise {
    /** Standard normal: variance {@code 2 |S|^2}, S the symmetric part of the Jacobian. */
    GAUSSIAN,
    /** Signs: variance {@code 2 (|S|^2 - sum_i S_ii^2)}, nothing for a diagonal Jacobian. */
    RADEMACHER
}
