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
package io.github.tribuogen.flow.bijection;

/** Which coordinates of a point a coupling passes on unchanged. */
public enum Partition {
    /** The channels (of a vector: the coordinates) with even numbers, counted from 0. */
    ALTERNATE,
    /** The first half of the channels, rounded up. */
    HALVES,
    /** The black squares of a checkerboard over the axes after the channels, the first square being black. */
    CHECKERBOARD;

    /**
     * The mask of what passes.
     *
     * @param swapped Exchange what passes and what changes?
     * @param extents The extents of a point, channels first.
     * @return 1 for a coordinate that passes, 0 for one that changes, row-major.
     * @throws IllegalArgumentException If nothing would pass or nothing change.
     */
    double[] mask(boolean swapped, long... extents) {
        long size = Points.size(extents);
        long positions = size / extents[0];
        double[] mask = new double[Math.toIntExact(size)];
        int passing = 0;
        for (int i = 0; i < mask.length; i++) {
            boolean passes =
                    switch (this) {
                        case ALTERNATE -> i / positions % 2 == 0;
                        case HALVES -> i / positions < (extents[0] + 1) / 2;
                        case CHECKERBOARD -> black(i % positions, extents);
                    };
            mask[i] = passes != swapped ? 1 : 0;
            passing += (int) mask[i];
        }
        if (passing == 0 || passing == size) {
            throw new IllegalArgumentException("partition: " + this + " divides points of extents "
                    + java.util.Arrays.toString(extents) + " into " + passing + " coordinates that pass and "
                    + (size - passing) + " that change, expected some of both");
        }
        return mask;
    }

    private static boolean black(long position, long... extents) {
        long rest = position;
        long sum = 0;
        for (int axis = extents.length - 1; axis > 0; axis--) {
            sum += rest % extents[axis];
            rest /= extents[axis];
        }
        return sum % 2 == 0;
    }
}
