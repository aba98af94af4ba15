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
package io.github.tribuogen.benchmark;

/** One of several ways to do the same work. */
interface Contender extends AutoCloseable {
    /**
     * Its name in the table.
     *
     * @return The name.
     */
    String name();

    /** Does the work of one call. */
    void call();

    /**
     * How many units (steps, examples) a call is.
     *
     * @return At least 1.
     */
    int unitsPerCall();

    /**
     * What it took to be ready for the first call.
     *
     * @return Seconds; not a number if unknown.
     */
    default double readySeconds() {
        return Double.NaN;
    }

    @Override
    void close();
}
