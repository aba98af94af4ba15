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
package io.github.tribuogen.neural.report;

import java.util.Locale;

/** Round numbers that divide a range, and their labels. */
record Ticks(double[] values, String[] labels) {

    /**
     * Chooses steps of 1, 2 or 5 times a power of ten.
     *
     * @param min the lower end
     * @param max the upper end, above {@code min}
     * @param wanted about how many
     */
    static Ticks of(double min, double max, int wanted) {
        double rough = (max - min) / wanted;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double ratio = rough / power;
        double step = power * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
        // A hair of tolerance keeps ends such as 0.3 = 3 * 0.1.
        long first = (long) Math.ceil(min / step - 1e-9);
        long last = (long) Math.floor(max / step + 1e-9);
        int count = (int) (last - first + 1);
        double[] values = new double[count];
        String[] labels = new String[count];
        double largest = Math.max(Math.abs(min), Math.abs(max));
        boolean exponents = largest >= 1e6 || largest < 1e-3;
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        for (int i = 0; i < count; i++) {
            // The sum makes of -0.0 a 0.0.
            values[i] = (first + i) * step + 0.0;
            labels[i] = exponents
                    ? values[i] == 0.0 ? "0" : String.format(Locale.ROOT, "%.1e", values[i])
                    : String.format(Locale.ROOT, "%." + decimals + "f", values[i]);
        }
        return new Ticks(values, labels);
    }
}
