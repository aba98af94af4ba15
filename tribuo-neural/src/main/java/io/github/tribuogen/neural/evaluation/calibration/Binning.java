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

/** How the interval of confidences is cut into bins. */
public enum Binning {
    /** Bins of one width: {@code ((i/B, (i+1)/B]}, the first one closed on both sides. */
    EQUAL_WIDTH,
    /**
     * Bins of about equally many predictions, cut at quantiles. Predictions of one confidence share a bin, so that the
     * order of the predictions does not matter; bins can therefore be uneven, and fewer than asked.
     */
    EQUAL_MASS
}
