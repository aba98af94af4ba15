package io.github.tribuogen.flow.cnf;

import io.github.tribuogen.neural.graph.Tensor;

/**
 * A layer at a fixed time: {@code scale (W h) + bias}.
 *
 * @param weight W.
 * @param scale A factor for each unit that could not be merged into the weight, because samples have times of their own:
 *     [B, out]; null for 1.
 * @param bias [out], or [B, out]; for images [out, height, width] with extents that may be 1.
 */
record Affine(Tensor weight, Tensor scale, Tensor bias) {}
