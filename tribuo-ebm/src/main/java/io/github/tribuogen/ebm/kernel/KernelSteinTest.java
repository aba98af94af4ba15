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

/**
 * The test by the kernelised Stein discrepancy (KSD) in quadratic time: the statistic is n times an estimate of {@code KSD^2 =
 * E h(x, x')}, with the Stein kernel h of {@link RadialKernel}, its law under the hypothesis comes from a bootstrap, and the
 * p-value is {@code (1 + #{draws >= statistic}) / (1 + #draws)}.
 *
 * <p>All points are used; blocks of the matrix are computed and dropped, so tens of thousands of points need little memory.
 * The result's effect is the unbiased estimate of KSD^2 with its interval by asymptotic normality, which holds away from the
 * hypothesis; each point adds {@code mean_j h(x_i, x_j)}. The details are the bandwidth, the number of draws, and both
 * estimates. With signs, U and V statistics give the same p-value, since both observed and drawn ones differ by the same trace.
 *
 * <p>See:
 *
 * <pre>
 * Q. Liu, J. D. Lee, M. I. Jordan
 * "A Kernelized Stein Discrepancy for Goodness-of-fit Tests"
 * International Conference on Machine Learning, 2016.
 *
 * K. Chwialkowski, H. Strathmann, A. Gretton
 * "A Kernel Test of Goodness of Fit"
 * International Conference on Machine Learning, 2016.
 * </pre>
 */
public final class KernelSteinTest implements GoodnessOfFitTest {
    @Config(description = "The kernel.")
    private RadialKernel kernel = new InverseMultiquadricKernel();

    @Config(description = "The estimate of the squared discrepancy.")
    private SteinStatistic statistic = SteinStatistic.V;

    @Config(description = "Where the statistic's law under the hypothesis comes from.")
    private Bootstrap bootstrap = new WildBootstrap();

    @Config(description = "The level, in (0, 1).")
    private double alpha = 0.05;

    @Config(description = "Where the matrices are computed.")
    private Device device = new Device();

    /** For OLCUT, and with an inverse multiquadric kernel and a thousand draws of signs. */
    public KernelSteinTest() {}

    /**
     * A test by a V-statistic with a thousand draws of independent signs at level 0.05.
     *
     * @param kernel The kernel.
     */
    public KernelSteinTest(RadialKernel kernel) {
        this(kernel, SteinStatistic.V, new WildBootstrap(), 0.05, new Device());
    }

    /**
     * A test.
     *
     * @param kernel The kernel.
     * @param statistic The estimate of the squared discrepancy.
     * @param bootstrap Where the statistic's law under the hypothesis comes from.
     * @param alpha The level, in (0, 1).
     * @param device Where the matrices are computed.
     */
    public KernelSteinTest(
            RadialKernel kernel, SteinStatistic statistic, Bootstrap bootstrap, double alpha, Device device) {
        this.kernel = kernel;
        this.statistic = statistic;
        this.bootstrap = bootstrap;
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
        return "KSD " + kernel.name();
    }

    SteinStatistic statistic() {
        return statistic;
    }

    BlockedGram gram() {
        return new BlockedGram(kernel, Pairing.STEIN, device);
    }

    BlockedGram.Sums sums(BlockedGram gram, ScoredSample sample, Signs signs) {
        float[][] x = sample.points();
        double[] ones = new double[x.length];
        Arrays.fill(ones, 1);
        double[] widths = {kernel.bandwidth().width(x)};
        return gram.sums(x, sample.scores(), widths, new double[][] {ones}, signs)
                .get(0);
    }

    @Override
    public boolean wantsModelDraws() {
        return bootstrap instanceof ParametricBootstrap;
    }

    @Override
    public GoodnessOfFit test(ScoredSample sample, long seed) {
        SampleChecks.points(name(), sample, 2);
        int n = sample.size();
        Bootstrap.Outcome outcome = bootstrap.run(this, sample, seed);
        BlockedGram.Sums sums = outcome.observed();
        double sum = SampleChecks.finite(name(), "statistic", sums.total());
        double observed = statistic.of(sum, sums.trace(), n);
        double[] means = Arrays.stream(sums.products()[0]).map(r -> r / n).toArray();
        double u = SteinStatistic.U.of(sum, sums.trace(), n) / n;
        return GoodnessOfFit.builder(name(), sample, seed)
                .outcome(observed, PValues.upper(observed, outcome.statistics()), alpha)
                .effect(Effects.normal(
                        "squared kernelised Stein discrepancy",
                        u,
                        2 * Moments.of(means).sd(),
                        n))
                .perPoint(means)
                .detail("bandwidth", sums.width())
                .detail("draws", outcome.statistics().length)
                .detail("KSD^2, unbiased", u)
                .detail("KSD^2, V-statistic", SteinStatistic.V.of(sum, sums.trace(), n) / n)
                .build();
    }

    /**
     * The witness of the discrepancy, the function of the kernel's space that tells sample and model apart best, up to a
     * factor: {@code g(y) = mean_i [s(x_i) k(x_i, y) + grad_x k(x_i, y)]}. It points from the model's mass to the sample's;
     * its length shows where they differ.
     *
     * @param sample The points with their scores.
     * @param at Places y, [m, D].
     * @return g, [m, D].
     * @throws IllegalArgumentException If there is no place or one has another dimension.
     */
    public double[][] witness(ScoredSample sample, float[][] at) {
        return SteinWitness.values(kernel, kernel.bandwidth().width(sample.points()), sample, at, device);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "GoodnessOfFitTest");
    }

    @Override
    public String toString() {
        return "KernelSteinTest(" + kernel + ", " + statistic + ", " + bootstrap + ", alpha=" + alpha + ")";
    }
}
