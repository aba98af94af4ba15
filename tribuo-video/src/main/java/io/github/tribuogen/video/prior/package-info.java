/**
 * How the codes of a clip's frames hang together over time: the priors of blocks of latent features, with their Kullback-Leibler
 * divergences in closed form (Grathwohl and Wilson, "Disentangling space and time in video with hierarchical variational auto-encoders",
 * 2016), and peers with a hard tie or learned dynamics.
 *
 * <p>Depends on {@code tribuo-neural} only.
 */
package io.github.tribuogen.video.prior;
