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
package io.github.tribuogen.flow.toy;

/**
 * Densities of one or two dimensions. Those of the plane are the figures on which flows are usually shown, after the
 * generators of FFJORD (Grathwohl et al., 2019), with the same sizes and noise.
 */
public enum ToyDensity {
    /** Eight round Gaussians in a circle. */
    EIGHT_GAUSSIANS,
    /** Eight squares of a checkerboard of 4 x 4, uniform. */
    CHECKERBOARD,
    /** Two noisy circles, one inside the other. */
    CIRCLES,
    /** Four thin circles inside one another. */
    RINGS,
    /** Two noisy half circles that reach into each other. */
    MOONS,
    /** A noisy spiral of two turns. */
    SWISS_ROLL,
    /** Two noisy spirals around each other. */
    TWO_SPIRALS,
    /** Five bent arms. */
    PINWHEEL,
    /** Three Gaussians on the line. */
    MIXTURE_1D,
    /** One correlated Gaussian in the plane. */
    GAUSS,
    /** A straight line in the plane, without noise: it has no density. */
    LINE,
    /** A sine curve in the plane, without noise: it has no density. */
    COSINE;

    Law law() {
        return Laws.of(this);
    }

    /**
     * The number of coordinates.
     *
     * @return 1 or 2.
     */
    public int dimension() {
        return law().dimension();
    }

    /**
     * The differential entropy, the least expected negative log density that any model can reach on this data.
     *
     * @return In nats, to five digits after the point; minus infinity for figures without noise.
     */
    public double entropy() {
        return Laws.entropy(this);
    }
}
