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
package io.github.tribuogen.ebm.fit;

import com.oracle.labs.mlrg.olcut.config.PropertyException;

/** Checks of configured numbers, for this package and those above it. */
public final class FitChecks {
    private FitChecks() {}

    /**
     * Requires a finite number above 0.
     *
     * @param field The name of the setting.
     * @param value What it is set to.
     * @throws PropertyException If not.
     */
    public static void positive(String field, double value) {
        require(value > 0 && Double.isFinite(value), field, value, "a finite number above 0");
    }

    /**
     * Requires a finite number of at least 0.
     *
     * @param field The name of the setting.
     * @param value What it is set to.
     * @throws PropertyException If not.
     */
    public static void notNegative(String field, double value) {
        require(value >= 0 && Double.isFinite(value), field, value, "a finite number of at least 0");
    }

    /**
     * Requires a number of at least another.
     *
     * @param field The name of the setting.
     * @param value What it is set to.
     * @param low The least.
     * @throws PropertyException If not.
     */
    public static void atLeast(String field, long value, long low) {
        require(value >= low, field, value, "at least " + low);
    }

    /**
     * Requires a condition.
     *
     * @param holds Does it hold?
     * @param field The name of the setting.
     * @param found What it is set to.
     * @param expected What it should be, for the message.
     * @throws PropertyException If not.
     */
    public static void require(boolean holds, String field, Object found, String expected) {
        if (!holds) {
            throw new PropertyException("", field, "found " + found + ", expected " + expected);
        }
    }
}
