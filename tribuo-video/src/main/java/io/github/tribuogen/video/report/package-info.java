/**
 * Pictures of what a model of clips has learned: strips, exchange of blocks, interpolation, traversals, animations, tables
 * of codes, and a report of all that.
 *
 * <p>Depends on the packages {@code data}, {@code prior}, {@code vae} and {@code evaluation}, and on {@code tribuo-neural}.
 */
package io.github.tribuogen.video.report;
