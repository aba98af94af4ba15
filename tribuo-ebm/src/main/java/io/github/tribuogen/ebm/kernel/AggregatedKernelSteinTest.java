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
import io.github.tribuogen.neural.runtime.Device;
import java.util.Arrays;
import java.util.List;

/**
 * The kernel Stein test aggregated over widths (KSDAgg), with equal weights {@code v = 1/N}. All widths share the points'
 * products and the signs of the wild bootstrap.
 *
 * <p>With U-statistics K_w and quantiles q_w of B1 signed draws and the statistic itself, the test rejects where {@code K_w >
 * q_w(1 - u v)} for some width, with the largest u for which that happens to at most a share alpha of B2 further signed draws.
 * Each set of statistics, one for each width, is rejected from some u on: its least {@code #{draws >= K_w} / ((B1 + 1) v)}. So u
 * is an order statistic of the B2 draws' values, found by sorting where the paper bisects, and the p-value is {@code (1 + #{of
 * the B2 values, those at most the sample's}) / (1 + B2)}.
 *
 * <p>The result's statistic is {@code 1 / u} of the sample: the larger, the more it speaks against the model. The details are,
 * for each width, n times the U-statistic and its own p-value, and the level u / N at which each width is tested.
 *
 * <p>See:
 *
 * <pre>
 * A. Schrab, B. Guedj, A. Gretton
 * "KSD Aggregated Goodness-of-fit Test"
 * Neural Information Processing Systems, 2022.
 * </pre>
 */
public final class AggregatedKernelSteinTest implements GoodnessOfFitTest {
    @Config(description = "The kernel; its own bandwidth is not used.")
    private RadialKernel kernel = new InverseMultiquadricKernel();

    @Config(description = "The widths.")
    private BandwidthCollection bandwidths = new GeometricBandwidths();

    @Config(description = "The number B1 of draws for the quantiles, at least 19.")
    private int quantileDraws = 500;

    @Config(description = "The number B2 of draws for the level, at least 19.")
    private int levelDraws = 500;

    @Config(description = "How the signs of the bootstrap depend on each other.")
    private SignProcess signs = new RademacherSigns();

    @Config(description = "The level, in (0, 1).")
    private double alpha = 0.05;

    @Config(description = "Where the matrices are computed.")
    private Device device = new Device();

    /** For OLCUT, and with an inverse multiquadric kernel of ten widths. */
    public AggregatedKernelSteinTest() {}

    /**
     * A test of independent points with 500 draws each for quantiles and level.
     *
     * @param kernel The kernel; its own bandwidth is not used.
     * @param bandwidths The widths.
     * @param alpha The level, in (0, 1).
     * @param device Where the matrices are computed.
     */
    public AggregatedKernelSteinTest(RadialKernel kernel, BandwidthCollection bandwidths, double alpha, Device device) {
        this.kernel = kernel;
        this.bandwidths = bandwidths;
        this.alpha = alpha;
        this.device = device;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.share("alpha", alpha);
        Require.atLeast("quantileDraws", quantileDraws, 19);
        Require.atLeast("levelDraws", levelDraws, 19);
    }

    /**
     * The same test with another bootstrap.
     *
     * @param forQuantiles The number B1 of draws for the quantiles, at least 19.
     * @param forLevel The number B2 of draws for the level, at least 19.
     * @param process How the signs depend on each other.
     * @return A changed copy.
     */
    public AggregatedKernelSteinTest withBootstrap(int forQuantiles, int forLevel, SignProcess process) {
        AggregatedKernelSteinTest t = new AggregatedKernelSteinTest(kernel, bandwidths, alpha, device);
        t.quantileDraws = forQuantiles;
        t.levelDraws = forLevel;
        t.signs = process;
        t.postConfig();
        return t;
    }

    @Override
    public String name() {
        return "KSDAgg " + kernel.name();
    }

    @Override
    public GoodnessOfFit test(ScoredSample sample, long seed) {
        SampleChecks.points(name(), sample, 2);
        int n = sample.size();
        float[][] x = sample.points();
        double[] widths = bandwidths.widths(x);
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        Signs all = WildBootstrap.signs(signs, quantileDraws + levelDraws, n, seed);
        List<BlockedGram.Sums> sums;
        try (BlockedGram gram = new BlockedGram(kernel, Pairing.STEIN, device)) {
            sums = gram.sums(x, sample.scores(), widths, new double[][] {ones}, all);
        }
        double[] observed = new double[widths.length];
        double[][] draws = new double[widths.length][];
        for (int k = 0; k < widths.length; k++) {
            BlockedGram.Sums s = sums.get(k);
            SampleChecks.finite(name(), "statistic", s.total());
            observed[k] = SteinStatistic.U.of(s.total(), s.trace(), n);
            draws[k] = Arrays.stream(s.quadratic())
                    .map(q -> SteinStatistic.U.of(q, s.trace(), n))
                    .toArray();
        }
        Aggregate aggregate = new Aggregate(observed, draws, quantileDraws);
        GoodnessOfFit.Builder b = GoodnessOfFit.builder(name(), sample, seed)
                .outcome(1 / aggregate.observed(), aggregate.pValue(), alpha)
                .detail("widths", widths.length)
                .detail("draws for quantiles", quantileDraws)
                .detail("draws for the level", levelDraws)
                .detail("level of each width", aggregate.threshold(alpha) / widths.length);
        for (int k = 0; k < widths.length; k++) {
            b.detail("bandwidth " + k, widths[k])
                    .detail("statistic " + k, observed[k])
                    .detail("p-value " + k, PValues.upper(observed[k], draws[k]));
        }
        return b.build();
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "GoodnessOfFitTest");
    }

    @Override
    public String toString() {
        return "AggregatedKernelSteinTest(" + kernel + ", " + bandwidths + ", draws=" + quantileDraws + "+" + levelDraws
                + ", " + signs + ", alpha=" + alpha + ")";
    }
}
