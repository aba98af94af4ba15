/*
 * Copyright 2026 The Tribuo Generative authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.tribuogen.flow.cnf;

/**
 * How a layer of a dynamics network takes the time. Every kind is an affine map of its input h whose weight and bias depend
 * on the time t; s is the logistic function, and W h stands for a matrix product or a convolution.
 */
public enum TimeLayer {
    /** {@code W h + b}: without the time. */
    IGNORE,
    /** {@code W [h; t] + b}: the time is one more input, or one more channel, padded with zeros like the others. */
    CONCAT,
    /** {@code W h + b + u t}: the time shifts every unit or channel. */
    SHIFT,
    /** {@code (W h + b) s(g t + c)}: the time opens and closes every unit or channel. */
    SQUASH,
    /** {@code (W h + b) s(g t + c) + u t}: both. */
    CONCAT_SQUASH,
    /** {@code W [h; t; row; column] + b} of images, with rows and columns from -1 to 1; the same as CONCAT elsewhere. */
    CONCAT_COORDINATES,
    /**
     * {@code W(t) h + b(t)}: weight and bias are functions of the time, t to 8 tanh units to all of them for vectors, affine
     * in t for images.
     */
    HYPER,
    /** {@code (1 - t) L0(h) + t L1(h)}: between two layers, for times from 0 to 1. */
    BLEND
}
