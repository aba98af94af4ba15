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
package io.github.tribuogen.video.data;

import java.util.LinkedHashMap;
import java.util.Map;

/** The strokes of glyphs: one line through points of a grid of 4 columns and 6 rows, x to the right, y down. */
final class Glyphs {
    private static final Map<Character, double[][]> LINES = new LinkedHashMap<>();

    static {
        line('0', "2 0 3.5 1 4 3 3.5 5 2 6 .5 5 0 3 .5 1 2 0");
        line('1', "1 1 2 0 2 6");
        line('2', "0 1 1 0 3 0 4 1 4 2 0 6 4 6");
        line('3', "0 0 4 0 2 2.5 4 3.5 4 5 3 6 1 6 0 5");
        line('4', "3 6 3 0 0 4 4 4");
        line('5', "4 0 0 0 0 2.5 3 2.5 4 3.5 4 5 3 6 0 6");
        line('6', "3.5 0 1 1.5 0 4 .5 5.5 2 6 3.5 5.5 4 4.5 3.5 3.5 2 3 .5 3.5");
        line('7', "0 0 4 0 1.5 6");
        line('8', "2 3 .5 2 .5 1 2 0 3.5 1 3.5 2 2 3 .3 4 .3 5 2 6 3.7 5 3.7 4 2 3");
        line('9', "3.5 2.5 2 3 .5 2.5 0 1.5 .5 .5 2 0 3.5 .5 4 2 3 4.5 .5 6");
        line('C', "4 1 3 0 1 0 0 1.5 0 4.5 1 6 3 6 4 5");
        line('L', "0 0 0 6 4 6");
        line('U', "0 0 0 4.5 1 6 3 6 4 4.5 4 0");
        line('N', "0 6 0 0 4 6 4 0");
        line('M', "0 6 0 0 2 3 4 0 4 6");
        line('W', "0 0 1 6 2 2 3 6 4 0");
    }

    private Glyphs() {}

    private static void line(char glyph, String numbers) {
        String[] parts = numbers.split(" ");
        double[][] points = new double[parts.length / 2][2];
        for (int i = 0; i < parts.length; i++) {
            points[i / 2][i % 2] = Double.parseDouble(parts[i]);
        }
        LINES.put(glyph, points);
    }

    static String all() {
        StringBuilder text = new StringBuilder();
        LINES.keySet().forEach(text::append);
        return text.toString();
    }

    static boolean has(char glyph) {
        return LINES.containsKey(glyph);
    }

    static double[][] line(char glyph) {
        return LINES.get(glyph);
    }
}
