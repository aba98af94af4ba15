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
package io.github.tribuogen.gradest.environment;

import java.util.Arrays;
import java.util.List;

/** The actions of an environment. */
public sealed interface ActionSpace permits ActionSpace.Choice, ActionSpace.Box {
    /**
     * How many numbers a policy gives: one for each choice, or for each component.
     *
     * @return At least 1.
     */
    int size();

    /**
     * One of several actions, given by its index from 0.
     *
     * @param names The names of the actions, at least two.
     */
    record Choice(List<String> names) implements ActionSpace {
        /** Checks the names. */
        public Choice {
            names = List.copyOf(names);
            if (names.size() < 2) {
                throw new IllegalArgumentException("names: at least two actions expected, found " + names);
            }
        }

        @Override
        public int size() {
            return names.size();
        }
    }

    /**
     * Real numbers, clipped to their bounds by the environment.
     *
     * @param low The least value of each component.
     * @param high The greatest, above the least.
     */
    record Box(double[] low, double[] high) implements ActionSpace {
        /** Checks the bounds. */
        public Box {
            low = low.clone();
            high = high.clone();
            boolean ordered = low.length == high.length && low.length > 0;
            for (int i = 0; ordered && i < low.length; i++) {
                ordered = low[i] < high[i];
            }
            if (!ordered) {
                throw new IllegalArgumentException(
                        "bounds: as many low as high ones, each low below its high, expected, found "
                                + Arrays.toString(low) + " and " + Arrays.toString(high));
            }
        }

        @Override
        public double[] low() {
            return low.clone();
        }

        @Override
        public double[] high() {
            return high.clone();
        }

        @Override
        public int size() {
            return low.length;
        }
    }
}
