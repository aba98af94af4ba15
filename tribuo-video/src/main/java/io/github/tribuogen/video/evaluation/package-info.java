/**
 * What the codes of clips are good for, in numbers: {@linkplain io.github.tribuogen.video.evaluation.FrameFeatures features} of frames
 * for any Tribuo trainer, {@linkplain io.github.tribuogen.video.evaluation.Probe probes} for identity and pose, learning from few labels,
 * order verification, scores of disentanglement, and the judge of exchanged clips.
 *
 * <p>Depends on the packages {@code data}, {@code prior} and {@code vae}, and on {@code tribuo-neural}.
 */
package io.github.tribuogen.video.evaluation;
