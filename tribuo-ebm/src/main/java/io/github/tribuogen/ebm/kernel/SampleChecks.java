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

import io.github.tribuogen.ebm.stein.ScoredSample;

/** Checks of samples and of what is computed of them. */
final class SampleChecks {
    private SampleChecks() {}

    static void points(String test, ScoredSample sample, int low) {
        points(test, "points", sample.size(), low);
    }

    static void points(String test, String what, int found, int low) {
        if (found < low) {
            throw new IllegalArgumentException(test + ": at least " + low + " " + what + " expected, found " + found);
        }
    }

    static double finite(String test, String what, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    test + ": a finite " + what + " expected, found " + value + "; points or scores are too large");
        }
        return value;
    }
}
