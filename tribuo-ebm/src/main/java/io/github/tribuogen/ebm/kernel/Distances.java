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
package io.github.tribuogen.ebm.kernel;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.nio.DoubleBuffer;
import java.util.Map;
import org.hipparchus.stat.descriptive.rank.Median;

/** The distances of all pairs of some points. */
final class Distances {
    // squared distances below this share of the largest are those of equal points
    private static final double ROUNDING = 1e-13;

    private final double[] pairs;

    private Distances(double[] pairs) {
        this.pairs = pairs;
    }

    /** The pairs i < j of at most so many points, evenly spread. */
    static Distances of(float[][] points, int most) {
        if (points.length < 2) {
            throw new IllegalArgumentException("points: at least 2 for a distance expected, found " + points.length);
        }
        int n = Math.min(points.length, most);
        float[][] some = new float[n][];
        for (int i = 0; i < n; i++) {
            some[i] = points[(int) ((long) i * points.length / n)];
        }
        int d = some[0].length;
        double[] rows = Rows.centred(some);
        Tensor x = new Graph().input("x", DType.FLOAT64, Shape.of(n, d));
        GraphFunction function = new GraphFunction("distances", Map.of("x", x), Map.of("t", Pairing.distances(x, x)));
        double[] upper = new double[n * (n - 1) / 2];
        double greatest = 0;
        try (Executable e = Executable.compile(function, Device.cpu(1))) {
            DoubleBuffer all = e.run(Map.of("x", HostTensor.of(rows, n, d)))
                    .get("t")
                    .buffer()
                    .asDoubleBuffer();
            int at = 0;
            for (int i = 0; i < n - 1; i++) {
                all.position(i * n + i + 1).get(upper, at, n - i - 1);
                at += n - i - 1;
            }
        }
        for (double t : upper) {
            greatest = Math.max(greatest, t);
        }
        for (int i = 0; i < upper.length; i++) {
            upper[i] = upper[i] > ROUNDING * greatest ? Math.sqrt(upper[i]) : 0;
        }
        return new Distances(upper);
    }

    /** The median; the mean if that is 0. */
    double typical() {
        double typical = new Median().evaluate(pairs);
        if (typical == 0) {
            for (double p : pairs) {
                typical += p / pairs.length;
            }
        }
        if (!(typical > 0 && Double.isFinite(typical))) {
            throw new IllegalArgumentException(
                    "points: at least two different ones expected for a bandwidth, found a mean distance of "
                            + typical);
        }
        return typical;
    }

    double greatest() {
        double most = 0;
        for (double p : pairs) {
            most = Math.max(most, p);
        }
        return most;
    }
}
