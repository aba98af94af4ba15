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
package io.github.tribuogen.neural.config;

import com.oracle.labs.mlrg.olcut.config.PropertyException;

/** Checks of configured settings; each error names the setting, the value found and the value expected. */
public final class Require {
    private Require() {}

    /**
     * Requires a condition.
     *
     * @param holds Does it hold?
     * @param field The name of the setting.
     * @param found What it is set to.
     * @param expected What it should be, for the message.
     * @throws PropertyException If it does not hold.
     */
    public static void that(boolean holds, String field, Object found, String expected) {
        if (!holds) {
            throw new PropertyException("", field, "found " + found + ", expected " + expected);
        }
    }

    /**
     * Requires a whole number of at least another.
     *
     * @param field The name of the setting.
     * @param value What it is set to.
     * @param least The least.
     * @throws PropertyException If it is less.
     */
    public static void atLeast(String field, long value, long least) {
        that(value >= least, field, value, "at least " + least);
    }

    /**
     * Requires a finite number.
     *
     * @param field The name of the setting.
     * @param value What it is set to.
     * @throws PropertyException If it is not.
     */
    public static void finite(String field, double value) {
        that(Double.isFinite(value), field, value, "a finite number");
    }

    /**
     * Requires a finite number above 0.
     *
     * @param field The name of the setting.
     * @param value What it is set to.
     * @throws PropertyException If it is not.
     */
    public static void positive(String field, double value) {
        that(value > 0 && Double.isFinite(value), field, value, "a finite number above 0");
    }

    /**
     * Requires a finite number of at least 0.
     *
     * @param field The name of the setting.
     * @param value What it is set to.
     * @throws PropertyException If it is not.
     */
    public static void notNegative(String field, double value) {
        that(value >= 0 && Double.isFinite(value), field, value, "a finite number of at least 0");
    }

    /**
     * Requires a probability, 0 and 1 among them.
     *
     * @param field The name of the setting.
     * @param value What it is set to.
     * @throws PropertyException If it is outside [0, 1].
     */
    public static void probability(String field, double value) {
        that(value >= 0 && value <= 1, field, value, "a probability in [0, 1]");
    }

    /**
     * Requires a fraction below 1.
     *
     * @param field The name of the setting.
     * @param value What it is set to.
     * @throws PropertyException If it is outside [0, 1).
     */
    public static void fraction(String field, double value) {
        that(value >= 0 && value < 1, field, value, "a number in [0, 1)");
    }

    /**
     * Requires a share that leaves something on both sides.
     *
     * @param field The name of the setting.
     * @param value What it is set to.
     * @throws PropertyException If it is outside (0, 1).
     */
    public static void share(String field, double value) {
        that(value > 0 && value < 1, field, value, "a number in (0, 1)");
    }
}
