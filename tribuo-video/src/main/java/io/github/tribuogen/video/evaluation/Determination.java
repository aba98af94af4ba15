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

/** The share of variance that a prediction explains. */
public final class Determination {
    private Determination() {}

    /**
     * R2: 1 for a perfect prediction, 0 for the mean, below it for worse.
     *
     * @param predicted [n] with n at least 2.
     * @param truth [n], not all the same.
     * @return {@code 1 - sum (predicted - truth)^2 / sum (truth - mean)^2}.
     * @throws IllegalArgumentException If the lengths differ or the truth does not vary.
     */
    public static double of(double[] predicted, double[] truth) {
        if (predicted.length != truth.length) {
            throw new IllegalArgumentException(
                    "predicted: " + truth.length + " values expected, found " + predicted.length);
        }
        double mean = 0;
        for (double t : truth) {
            mean += t / truth.length;
        }
        double residual = 0;
        double total = 0;
        for (int i = 0; i < truth.length; i++) {
            residual += (predicted[i] - truth[i]) * (predicted[i] - truth[i]);
            total += (truth[i] - mean) * (truth[i] - mean);
        }
        if (!(total > 0)) {
            throw new IllegalArgumentException("truth: values that vary expected, found only " + mean);
        }
        return 1 - residual / total;
    }
}
