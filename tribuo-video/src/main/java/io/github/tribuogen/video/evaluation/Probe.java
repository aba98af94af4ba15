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

/** Measures how well a class can be read off features. */
public interface Probe {
    /**
     * Learns from some rows and predicts others.
     *
     * @param train [n, D].
     * @param labels [n].
     * @param test [m, D].
     * @return The predicted labels, [m].
     */
    String[] predict(double[][] train, String[] labels, double[][] test);

    /**
     * The share of rows whose class is predicted.
     *
     * @param train [n, D].
     * @param labels [n].
     * @param test [m, D] with m at least 1.
     * @param truth [m].
     * @return In [0, 1].
     */
    default double accuracy(double[][] train, String[] labels, double[][] test, String[] truth) {
        String[] predicted = predict(train, labels, test);
        int right = 0;
        for (int i = 0; i < truth.length; i++) {
            right += predicted[i].equals(truth[i]) ? 1 : 0;
        }
        return (double) right / truth.length;
    }
}
