/**
 * Training of energies by an amortised sampler after Grathwohl, Kelly, Hashemi, Norouzi, Swersky, Duvenaud, "No MCMC for Me:
 * Amortized Sampling for Fast and Stable Training of Energy-Based Models" (ICLR 2021): a generator is trained beside the
 * energy, its entropy kept up by an {@link io.github.tribuogen.ebm.vera.EntropyGradient}. Trainers of densities and of
 * semi-supervised classifiers, their models, and estimators of the entropy's gradient.
 *
 * <p>May depend on the packages {@code energy}, {@code sampler}, {@code fit} and {@code jem} beside it.
 */
package io.github.tribuogen.ebm.vera;
