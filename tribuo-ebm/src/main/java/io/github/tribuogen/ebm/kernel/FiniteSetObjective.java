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

import io.github.tribuogen.ebm.stein.ScoredSample;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The criterion of {@link FiniteSetSteinTest} and its gradient on a sample, as a compiled graph. Parameters are one array: the
 * logarithm of the width over its unit, then the locations, each coordinate less the sample's mean and over its standard
 * deviation, so that steps of one size suit all.
 */
final class FiniteSetObjective implements AutoCloseable {
    // the width stays within these factors of its unit
    private static final double WIDEST = Math.log(1e4);

    private final Executable compiled;
    private final int locations;
    private final double[] centre;
    private final double[] scale;
    private final double unit;
    private double[] last;
    private double value;
    private double[] gradient;

    FiniteSetObjective(
            RadialKernel kernel,
            ScoredSample sample,
            int locations,
            double unit,
            double regularisation,
            Device device) {
        int n = sample.size();
        int d = sample.dimension();
        this.locations = locations;
        this.unit = unit;
        float[][] points = sample.points();
        centre = Rows.mean(points);
        double[] x = Rows.centred(points, centre);
        scale = new double[d];
        for (int i = 0; i < x.length; i++) {
            scale[i % d] += x[i] * x[i] / n;
        }
        Arrays.setAll(scale, j -> scale[j] > 0 ? Math.sqrt(scale[j]) : 1);

        Graph g = new Graph();
        Tensor theta = g.input("theta", DType.FLOAT64, Shape.of(1 + (long) locations * d));
        Tensor px = g.input("points", DType.FLOAT64, Shape.of(n, d));
        Tensor ps = g.input("scores", DType.FLOAT64, Shape.of(n, d));
        Tensor width =
                theta.slice(0, 0, 1).squeeze(0).clip(-WIDEST, WIDEST).exp().mul(unit);
        Tensor v = theta.slice(0, 1, 1 + (long) locations * d)
                .reshape(locations, d)
                .mul(g.constant(HostTensor.of(scale, 1, d)));
        Tensor tau = features(kernel, px, ps, v, width, locations);
        Tensor mu = tau.mean(0);
        Tensor norm = mu.square().sum();
        Tensor discrepancy = norm.mul(n).sub(tau.square().sum(1).mean()).div(n - 1.0);
        Tensor along = tau.mul(mu.unsqueeze(0)).sum(1);
        Tensor variance = along.square().mean().sub(norm.square()).mul(4);
        Tensor criterion = discrepancy.div(variance.add(regularisation).sqrt());
        GraphFunction f = new GraphFunction(
                "fssd",
                Map.of("theta", theta, "points", px, "scores", ps),
                Map.of("criterion", criterion, "gradient", Gradients.grad(criterion, theta)));
        compiled = Executable.compile(
                f,
                Map.of("points", HostTensor.of(x, n, d), "scores", HostTensor.of(Rows.flat(sample.scores()), n, d)),
                device);
    }

    /** The features tau of points, [n, D J]: (k(x, v_j) s(x) + grad_x k(x, v_j)) / sqrt(D J). */
    private static Tensor features(RadialKernel kernel, Tensor x, Tensor s, Tensor v, Tensor width, int locations) {
        long d = x.shape().size(1);
        Tensor between = x.unsqueeze(1).sub(v.unsqueeze(0));
        RadialKernel.Profile p = kernel.profile(between.square().sum(2), width);
        return p.value()
                .unsqueeze(2)
                .mul(s.unsqueeze(1))
                .add(p.first().mul(2).unsqueeze(2).mul(between))
                .flatten(1)
                .div(Math.sqrt((double) d * locations));
    }

    /** The features of a sample at given locations, [n][D J]. */
    static double[][] features(
            RadialKernel kernel, double width, double[][] locations, ScoredSample sample, Device device) {
        int d = sample.dimension();
        double[] v = Arrays.stream(locations).flatMapToDouble(Arrays::stream).toArray();
        Graph g = new Graph();
        Shape rows = Shape.of(List.of(Dim.symbol("rows"), Dim.of(d)));
        Tensor px = g.input("points", DType.FLOAT64, rows);
        Tensor ps = g.input("scores", DType.FLOAT64, rows);
        Tensor tau = features(
                kernel,
                px,
                ps,
                g.constant(HostTensor.of(v, locations.length, d)),
                g.constant(DType.FLOAT64, width),
                locations.length);
        double[][] all = new double[sample.size()][];
        double[] x = Rows.flat(sample.points());
        double[] s = Rows.flat(sample.scores());
        try (Executable e = Executable.compile(
                new GraphFunction("features", Map.of("points", px, "scores", ps), Map.of("tau", tau)), device)) {
            for (int from = 0; from < all.length; from += BlockedGram.BLOCK) {
                int to = Math.min(all.length, from + BlockedGram.BLOCK);
                double[] t = e.run(Map.of("points", Rows.block(x, d, from, to), "scores", Rows.block(s, d, from, to)))
                        .get("tau")
                        .toDoubles();
                int width1 = t.length / (to - from);
                for (int i = from; i < to; i++) {
                    all[i] = Arrays.copyOfRange(t, (i - from) * width1, (i - from + 1) * width1);
                }
            }
        }
        return all;
    }

    int parameters() {
        return 1 + locations * centre.length;
    }

    /** The parameters of a width and locations. */
    double[] parameters(double width, double[][] at) {
        double[] theta = new double[parameters()];
        theta[0] = Math.log(width / unit);
        for (int k = 1; k < theta.length; k++) {
            int j = (k - 1) % centre.length;
            theta[k] = (at[(k - 1) / centre.length][j] - centre[j]) / scale[j];
        }
        return theta;
    }

    /** What parameters mean. */
    FiniteSetSteinTest.FiniteSet set(double[] theta) {
        double[][] at = new double[locations][centre.length];
        for (int k = 1; k < theta.length; k++) {
            int j = (k - 1) % centre.length;
            at[(k - 1) / centre.length][j] = centre[j] + scale[j] * theta[k];
        }
        double width = unit * Math.exp(Math.max(-WIDEST, Math.min(WIDEST, theta[0])));
        return new FiniteSetSteinTest.FiniteSet(width, at, value(theta));
    }

    double value(double[] theta) {
        run(theta);
        return value;
    }

    double[] gradient(double[] theta) {
        run(theta);
        return gradient;
    }

    private void run(double[] theta) {
        if (!Arrays.equals(theta, last)) {
            Map<String, HostTensor> found = compiled.run(Map.of("theta", HostTensor.of(theta, theta.length)));
            value = found.get("criterion").item();
            gradient = found.get("gradient").toDoubles();
            last = theta.clone();
        }
    }

    @Override
    public void close() {
        compiled.close();
    }
}
