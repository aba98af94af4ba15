/**
 * Video clips as Tribuo data: one example a clip, features in the order of {@link io.github.tribuogen.neural.data.ClipLayout}, the truth
 * behind a generated clip in the example's metadata ({@link io.github.tribuogen.video.data.ClipTruth}). Every generated clip is a function
 * of the seed, the split and its number alone, so that any one can be drawn again without the others.
 *
 * <p>Depends on {@code tribuo-neural} only.
 */
package io.github.tribuogen.video.data;
