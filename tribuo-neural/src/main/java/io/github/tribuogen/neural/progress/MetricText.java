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
package io.github.tribuogen.neural.progress;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Writes metrics and durations as short text, the same in every locale. */
final class MetricText {

    private MetricText() {}

    /** The metrics as {@code "loss 0.1234, accuracy 0.97"}. */
    static String of(Map<String, Double> metrics) {
        StringJoiner joined = new StringJoiner(", ");
        metrics.forEach((name, value) -> joined.add(name + " " + number(value)));
        return joined.toString();
    }

    /** Four significant digits, in exponent notation only where plain digits would be long. */
    static String number(Double value) {
        if (value == null) {
            return "?";
        }
        double magnitude = Math.abs(value);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        if (magnitude != 0.0 && (magnitude < 1e-3 || magnitude >= 1e6)) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int decimals = magnitude >= 1000 ? 0 : magnitude >= 100 ? 1 : magnitude >= 10 ? 2 : magnitude >= 1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** Seconds as {@code m:ss} or {@code h:mm:ss}; {@code "?"} when not finite. */
    static String duration(double seconds) {
        if (!(seconds >= 0.0) || seconds > 1e9) {
            return "?";
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
