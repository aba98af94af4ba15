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

/**
 * Maps [0, 1] to colours that run evenly, to the eye, from dark violet over green to yellow.
 *
 * <p>The anchors are ten evenly spaced colours of "viridis" (S. van der Walt and N. Smith, released as CC0); between them
 * the colours are straight lines in the Oklab space (B. Ottosson, 2020), where equal steps look equal.
 */
final class ColourMap {
    private static final int[] ANCHORS = {
        0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725
    };
    private static final int STEPS = 256;
    private static final int[] TABLE = table();

    private ColourMap() {}

    /**
     * The colour of a share.
     *
     * @param share a number in [0, 1]; beyond it the nearer end's colour is given
     * @return the colour as 0xRRGGBB
     */
    static int rgb(double share) {
        return TABLE[(int) Math.min(STEPS - 1, Math.max(0, Math.round(share * (STEPS - 1))))];
    }

    /** The Oklab lightness of a colour, in [0, 1]. */
    static double lightness(int rgb) {
        return oklab(rgb)[0];
    }

    private static int[] table() {
        int[] table = new int[STEPS];
        for (int i = 0; i < STEPS; i++) {
            double position = (double) i / (STEPS - 1) * (ANCHORS.length - 1);
            int left = Math.min(ANCHORS.length - 2, (int) position);
            double share = position - left;
            double[] a = oklab(ANCHORS[left]);
            double[] b = oklab(ANCHORS[left + 1]);
            double[] mixed = new double[3];
            for (int c = 0; c < 3; c++) {
                mixed[c] = (1 - share) * a[c] + share * b[c];
            }
            table[i] = rgbOf(mixed);
        }
        return table;
    }

    private static double[] oklab(int rgb) {
        double r = linear((rgb >> 16 & 0xff) / 255.0);
        double g = linear((rgb >> 8 & 0xff) / 255.0);
        double b = linear((rgb & 0xff) / 255.0);
        double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return new double[] {
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
        };
    }

    private static int rgbOf(double[] lab) {
        double l = cube(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2]);
        double m = cube(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2]);
        double s = cube(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2]);
        int r = gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
        int g = gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
        int b = gamma(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
        return r << 16 | g << 8 | b;
    }

    private static double cube(double value) {
        return value * value * value;
    }

    private static double linear(double share) {
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    private static int gamma(double light) {
        double clipped = Math.min(1.0, Math.max(0.0, light));
        double share = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * Math.pow(clipped, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * share);
    }
}
