/**
 * Variational autoencoders of clips whose latent features come in blocks, each with a law over time: {@link
 * io.github.tribuogen.video.vae.VideoVAETrainer} and its model, which encodes, decodes, swaps, interpolates and samples (Grathwohl and
 * Wilson, "Disentangling space and time in video with hierarchical variational auto-encoders", 2016).
 *
 * <p>Depends on the packages {@code prior} and {@code network}, and on {@code tribuo-neural}.
 */
package io.github.tribuogen.video.vae;
