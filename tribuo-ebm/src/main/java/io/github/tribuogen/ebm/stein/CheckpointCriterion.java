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
package io.github.tribuogen.ebm.stein;

/** Which state of a critic in training is kept: the first with the largest value on validation points. */
public enum CheckpointCriterion {
    /** mean / (standard deviation + 1e-6): for tests. */
    POWER,
    /** mean - standard deviation: for comparisons of models. */
    ADJUSTED_MEAN,
    /** mean: the discrepancy itself. */
    MEAN;

    double of(double[] u) {
        double mean = Moments.mean(u);
        double deviation = Moments.deviation(u);
        return switch (this) {
            case POWER -> mean / (deviation + 1e-6);
            case ADJUSTED_MEAN -> mean - deviation;
            case MEAN -> mean;
        };
    }
}
