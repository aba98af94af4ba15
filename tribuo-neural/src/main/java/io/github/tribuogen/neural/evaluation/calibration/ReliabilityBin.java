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
package io.github.tribuogen.neural.evaluation.calibration;

/**
 * One bar of a reliability diagram: the predictions whose confidence lies in {@code (lower, upper]}.
 *
 * @param lower lower edge, excluded unless it is 0.
 * @param upper upper edge, included.
 * @param count number of predictions.
 * @param accuracy fraction of them that are right, in [0, 1]; 0 if the bin is empty.
 * @param confidence their mean confidence, in [0, 1]; 0 if the bin is empty.
 */
public record ReliabilityBin(double lower, double upper, int count, double accuracy, double confidence) {

    /**
     * Distance between what was claimed and what came true.
     *
     * @return {@code |accuracy - confidence|}, 0 for an empty bin.
     */
    public double gap() {
        return Math.abs(accuracy - confidence);
    }
}
