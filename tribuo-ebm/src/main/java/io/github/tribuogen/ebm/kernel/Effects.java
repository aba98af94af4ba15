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
package io.github.tribuogen.ebm.kernel;

import io.github.tribuogen.ebm.stein.GoodnessOfFit;

/** Estimates with intervals. */
final class Effects {
    private static final double CONFIDENCE = 0.95;

    private Effects() {}

    /** A mean with its interval by normality; sd is that of one of the n terms. */
    static GoodnessOfFit.Effect normal(String meaning, double estimate, double sd, int n) {
        double half = PValues.quantile((1 - CONFIDENCE) / 2) * sd / Math.sqrt(n);
        return new GoodnessOfFit.Effect(meaning, estimate, estimate - half, estimate + half, CONFIDENCE);
    }
}
