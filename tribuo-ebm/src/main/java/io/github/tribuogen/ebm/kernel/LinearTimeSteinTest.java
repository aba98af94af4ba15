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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.ebm.stein.GoodnessOfFit;
import io.github.tribuogen.ebm.stein.GoodnessOfFitTest;
import io.github.tribuogen.ebm.stein.ScoredSample;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.List;
import java.util.Map;

/**
 * The test by the kernelised Stein discrepancy in linear time. The points make m = n/2 pairs, the first with the first of the
 * second half and so on (an odd last point is left), with {@code H_i = h(x_i, x_{i+m})}. The statistic {@code z = sqrt(m)
 * mean(H) / sqrt(mean(H^2))} is standard normal under the hypothesis for many points; the p-value is {@code 1 - Phi(z)}.
 *
 * <p>Cheap, but of much less power than the test in quadratic time. The result's effect is KSD^2, the mean of H; the estimated
 * power and the interval are by normality. For dependent points the level does not hold.
 *
 * <p>See:
 *
 * <pre>
 * Q. Liu, J. D. Lee, M. I. Jordan
 * "A Kernelized Stein Discrepancy for Goodness-of-fit Tests"
 * International Conference on Machine Learning, 2016.
 * </pre>
 */
public final class LinearTimeSteinTest implements GoodnessOfFitTest {
    private static final int CHUNK = 4096;

    @Config(description = "The kernel.")
    private RadialKernel kernel = new GaussianKernel();

    @Config(description = "The level, in (0, 1).")
    private double alpha = 0.05;

    @Config(description = "Where the kernel is computed.")
    private Device device = new Device();

    /** For OLCUT, and with a Gaussian kernel. */
    public LinearTimeSteinTest() {}

    /**
     * A test.
     *
     * @param kernel The kernel.
     * @param alpha The level, in (0, 1).
     * @param device Where the kernel is computed.
     */
    public LinearTimeSteinTest(RadialKernel kernel, double alpha, Device device) {
        this.kernel = kernel;
        this.alpha = alpha;
        this.device = device;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.share("alpha", alpha);
    }

    @Override
    public String name() {
        return "LKSD " + kernel.name();
    }

    @Override
    public GoodnessOfFit test(ScoredSample sample, long seed) {
        SampleChecks.points(name(), sample, 4);
        int m = sample.size() / 2;
        double width = kernel.bandwidth().width(sample.points());
        double[] h = pairs(sample, m, width);
        Moments moments = Moments.of(h);
        double squares = 0;
        for (double v : h) {
            squares += v * v / m;
        }
        double rms = Math.sqrt(SampleChecks.finite(name(), "second moment of the Stein kernel", squares));
        if (rms == 0) {
            throw new IllegalArgumentException(
                    name() + ": pairs with a variance above 0 expected, found a Stein kernel of 0 at all");
        }
        double z = Math.sqrt(m) * moments.mean() / rms;
        double shift = Math.sqrt(m) * moments.mean() - PValues.quantile(alpha) * rms;
        double power = moments.sd() > 0 ? PValues.normal(-shift / moments.sd()) : shift > 0 ? 1 : 0;
        return GoodnessOfFit.builder(name(), sample, seed)
                .points(2 * m)
                .outcome(z, PValues.normal(z), alpha)
                .effect(Effects.normal("squared kernelised Stein discrepancy", moments.mean(), moments.sd(), m))
                .power(power)
                .detail("bandwidth", width)
                .detail("pairs", m)
                .build();
    }

    private double[] pairs(ScoredSample sample, int m, double width) {
        int d = sample.dimension();
        double[] x = Rows.flat(sample.points());
        double[] s = Rows.flat(sample.scores());
        double[] all = new double[m];
        try (Executable e = compile(d, width)) {
            for (int from = 0; from < m; from += CHUNK) {
                int to = Math.min(m, from + CHUNK);
                double[] h = e.run(Map.of(
                                "x", Rows.block(x, d, from, to),
                                "y", Rows.block(x, d, m + from, m + to),
                                "sx", Rows.block(s, d, from, to),
                                "sy", Rows.block(s, d, m + from, m + to)))
                        .get("h")
                        .toDoubles();
                System.arraycopy(h, 0, all, from, h.length);
            }
        }
        return all;
    }

    private Executable compile(int d, double width) {
        Graph g = new Graph();
        Shape rows = Shape.of(List.of(Dim.symbol("pairs"), Dim.of(d)));
        Tensor x = g.input("x", DType.FLOAT64, rows);
        Tensor y = g.input("y", DType.FLOAT64, rows);
        Tensor sx = g.input("sx", DType.FLOAT64, rows);
        Tensor sy = g.input("sy", DType.FLOAT64, rows);
        Tensor between = x.sub(y);
        Tensor t = between.square().sum(1);
        RadialKernel.Profile p = kernel.profile(t, g.constant(DType.FLOAT64, width));
        Tensor h = p.value()
                .mul(sx.mul(sy).sum(1))
                .add(p.first().mul(sy.sub(sx).mul(between).sum(1).sub(d).mul(2)))
                .sub(p.second().mul(t).mul(4));
        return Executable.compile(
                new GraphFunction("pairs", Map.of("x", x, "y", y, "sx", sx, "sy", sy), Map.of("h", h)), device);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "GoodnessOfFitTest");
    }

    @Override
    public String toString() {
        return "LinearTimeSteinTest(" + kernel + ", alpha=" + alpha + ")";
    }
}
