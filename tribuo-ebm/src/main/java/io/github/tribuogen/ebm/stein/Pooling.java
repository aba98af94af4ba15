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
package io.github.tribuogen.ebm.stein;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.moment.Skewness;

/** What plans share. */
final class Pooling {
    private Pooling() {}

    /**
     * {@code T = sqrt(n) mean / (deviation + 1e-6)}, and its one-sided p-value by Student's law with n - 1 degrees.
     *
     * <p>Contributions are skewed (u of a linear critic is a quadratic form), which makes T skewed the other way: of a few dozen
     * points a right model would be rejected nearly twice as often as it should. The p-value is therefore that of Hall's
     * transformation of T, which has no term of order {@code n^(-1/2)} any more; of many points it is that of T.
     *
     * <p>See: P. Hall, "On the removal of skewness by transformation", J. R. Statist. Soc. B, 1992.
     */
    static TestPlan.Outcome studentised(double[] u) {
        double deviation = Moments.deviation(u);
        if (u.length < 2 || !(deviation > 0)) {
            throw new IllegalArgumentException("contributions: at least 2 that differ expected, found " + u.length
                    + " of deviation " + deviation + "; the score or the points may be constant");
        }
        double t = Math.sqrt(u.length) * Moments.mean(u) / (deviation + 1e-6);
        return new TestPlan.Outcome(t, upperTail(unskewed(t, u), u.length - 1));
    }

    private static double unskewed(double t, double[] u) {
        double skewness = u.length < 3 ? 0 : new Skewness().evaluate(u);
        double g = skewness / Math.sqrt(u.length);
        return t + g * (t * t / 3 + 1.0 / 6) + g * g * t * t * t / 27;
    }

    /** The chance that Student's T exceeds a value. */
    static double upperTail(double t, int degrees) {
        return new TDistribution(degrees).cumulativeProbability(-t);
    }

    static double[] joined(List<double[]> parts) {
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** 0 to n - 1, in order or shuffled. */
    static int[] order(int n, boolean shuffled, long seed) {
        int[] order = IntStream.range(0, n).toArray();
        if (shuffled) {
            SplittableRandom rng = new SplittableRandom(seed);
            for (int i = n - 1; i > 0; i--) {
                int j = rng.nextInt(i + 1);
                int t = order[i];
                order[i] = order[j];
                order[j] = t;
            }
        }
        return order;
    }

    /** A round whose seen rows are split into training and validation rows. */
    static TestPlan.Round round(int[] seen, int[] tested, double validationShare) {
        int held = Math.max(2, (int) Math.round(validationShare * seen.length));
        int from = seen.length - held;
        return new TestPlan.Round(
                Arrays.copyOfRange(seen, 0, from), Arrays.copyOfRange(seen, from, seen.length), tested);
    }

    static void enough(int n, int least, String plan) {
        if (n < least) {
            throw new IllegalArgumentException("points: at least " + least + " expected for " + plan + ", found " + n);
        }
    }
}
