/**
 * Continuous normalizing flows (Chen et al. 2018; Grathwohl et al., "FFJORD", ICLR 2019): dynamics networks, the trace of
 * their Jacobian exactly or estimated, regularisers that are integrated along, and the flow itself, a bijection.
 *
 * <p>Depends on {@code flow.ode} and {@code flow.bijection}, and on {@code neural} up to {@code nn}.
 */
package io.github.tribuogen.flow.cnf;
