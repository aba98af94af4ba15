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
