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
package io.github.tribuogen.ebm.jem;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;

/** A random change of training examples that leaves their classes as they are. */
public interface Augmentation extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Changes a batch, each row by itself.
     *
     * @param x The points, [B, ...], B fixed.
     * @param random The source of randomness.
     * @return The changed points, of x's shape.
     * @throws IllegalArgumentException If points of this shape cannot be changed.
     */
    Tensor apply(Tensor x, RandomStream random);
}
