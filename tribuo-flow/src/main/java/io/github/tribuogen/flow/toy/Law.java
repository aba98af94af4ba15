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
package io.github.tribuogen.flow.toy;

import java.util.random.RandomGenerator;

/** A law of points that can be drawn from and, mostly, evaluated. */
interface Law {
    int dimension();

    /** A point. */
    double[] draw(RandomGenerator rng);

    /** Its log density in nats; minus infinity outside the support. */
    double logDensity(double[] x);

    /** Has it a density? */
    default boolean hasDensity() {
        return true;
    }
}
