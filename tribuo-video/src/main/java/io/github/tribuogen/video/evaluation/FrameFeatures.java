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
package io.github.tribuogen.video.evaluation;

/** Turns frames into numbers that a learner can use. */
public interface FrameFeatures {
    /**
     * A short name for tables.
     *
     * @return For instance "pixels" or "identity".
     */
    String name();

    /**
     * The features of frames, each by itself.
     *
     * @param frames [n, frame] in the user's units.
     * @return [n, features].
     */
    double[][] of(float[][] frames);
}
