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
package io.github.tribuogen.video.data;

/** The kinds of solids that turn. */
public enum Solid {
    /** Seat, four legs, back, sometimes arms. */
    CHAIR(1),
    /** A slab on four legs, longer than wide. */
    TABLE(2),
    /** Two boxes at a right angle. */
    ANGLE(1),
    /** One box, longer than wide. */
    BOX(2),
    /** A cone that lies on its side. */
    LYING_CONE(1),
    /** A ring that stands upright. */
    STANDING_RING(2);

    private final int symmetry;

    Solid(int symmetry) {
        this.symmetry = symmetry;
    }

    /**
     * In how many positions of a whole turn the solid looks the same: yaws are to be compared modulo 360 degrees divided by this.
     *
     * @return At least 1.
     */
    public int symmetry() {
        return symmetry;
    }
}
