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

import java.awt.Graphics2D;

/** A run of an environment; for one thread. */
public interface Episode {
    /**
     * What is seen now.
     *
     * @return A copy.
     */
    double[] observation();

    /**
     * Acts.
     *
     * @param action For a choice one number, its index; for a box a number for each component.
     * @return What it gave.
     * @throws IllegalStateException If the episode is over, or its state is no longer finite.
     * @throws IllegalArgumentException If the action has a wrong length, is no index of a choice, or not finite.
     */
    Outcome step(double... action);

    /**
     * Is it over?
     *
     * @return True after a step that ended it or reached the limit.
     */
    boolean isOver();

    /**
     * How many steps were made.
     *
     * @return At least 0.
     */
    int steps();

    /**
     * Draws the scene.
     *
     * @param g Where to.
     * @param width The width in pixels.
     * @param height The height in pixels.
     */
    void draw(Graphics2D g, int width, int height);
}
