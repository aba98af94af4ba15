/**
 * Variational autoencoders whose posterior is a component: {@link io.github.tribuogen.flow.vae.VAETrainer} trains an encoder, a
 * decoder and a {@link io.github.tribuogen.flow.vae.Posterior}, which may be a Gaussian, a flow of a few steps, or a
 * continuous flow with amortised layers (FFJORD, section 4.2).
 *
 * <p>Depends on {@code bijection} and {@code cnf}, and on {@code tribuo-neural}.
 */
package io.github.tribuogen.flow.vae;
