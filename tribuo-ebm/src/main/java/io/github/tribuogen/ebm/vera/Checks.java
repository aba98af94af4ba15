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
package io.github.tribuogen.ebm.vera;

import com.oracle.labs.mlrg.olcut.config.PropertyException;

/** Checks of configured numbers. */
final class Checks {
    private Checks() {}

    static void positive(String field, double value) {
        require(value > 0 && Double.isFinite(value), field, value, "a finite number above 0");
    }

    static void notNegative(String field, double value) {
        require(value >= 0 && Double.isFinite(value), field, value, "a finite number of at least 0");
    }

    static void atLeast(String field, long value, long low) {
        require(value >= low, field, value, "at least " + low);
    }

    static void require(boolean holds, String field, Object found, String expected) {
        if (!holds) {
            throw new PropertyException("", field, "found " + found + ", expected " + expected);
        }
    }
}
