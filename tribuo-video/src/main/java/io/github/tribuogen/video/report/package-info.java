/**
 * Pictures of what a model of clips has learned: strips, exchange of blocks, interpolation, traversals, animations, and tables of codes.
 *
 * <p>Depends on the packages {@code data}, {@code prior} and {@code vae}, and on {@code tribuo-neural}.
 */
package io.github.tribuogen.video.report;
