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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.ebm.stein.GoodnessOfFit;
import io.github.tribuogen.ebm.stein.GoodnessOfFitTest;
import io.github.tribuogen.ebm.stein.ScoredSample;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kernel test must do: keep its level, find a shift, be reproducible, refuse bad input. */
class PeerTestsTest {
    private static final Device CPU = Device.cpu(1);

    /**
     * A test, made for a level, and the share of shifts that it must find.
     *
     * @param found Of 40 samples of 200 points in 3 dimensions shifted by 0.5, how many it rejects at least.
     */
    record Peer(String name, Function<Double, GoodnessOfFitTest> make, int found) {
        GoodnessOfFitTest at(double alpha) {
            return make.apply(alpha);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Peer> peers() {
        WildBootstrap few = new WildBootstrap(199, new RademacherSigns());
        return Stream.of(
                new Peer(
                        "KSD Gaussian",
                        a -> new KernelSteinTest(new GaussianKernel(), SteinStatistic.V, few, a, CPU),
                        39),
                new Peer(
                        "KSD multiquadric",
                        a -> new KernelSteinTest(new InverseMultiquadricKernel(), SteinStatistic.U, few, a, CPU),
                        39),
                new Peer("linear", a -> new LinearTimeSteinTest(new GaussianKernel(), a, CPU), 5),
                new Peer(
                        "finite set",
                        a -> new FiniteSetSteinTest(new GaussianKernel(), new MedianMultiples(-3, 3, 5), 3, a, CPU),
                        34),
                new Peer(
                        "MMD",
                        a -> new MaximumMeanDiscrepancyTest(
                                new GaussianKernel(), new MedianMultiples(-2, 2, 5), a, CPU),
                        30),
                new Peer(
                        "aggregated",
                        a -> new AggregatedKernelSteinTest(
                                        new InverseMultiquadricKernel(), new GeometricBandwidths(5), a, CPU)
                                .withBootstrap(199, 199, new RademacherSigns()),
                        38));
    }

    /**
     * At level 0.1, of 60 samples of the model at most 15 are rejected: a test of that level does so with a chance of 3e-4. A test
     * that never rejects would be as wrong, so the p-values' mean must be a uniform one's within five standard errors.
     */
    @ParameterizedTest
    @MethodSource("peers")
    void level(Peer peer) {
        GoodnessOfFitTest test = peer.at(0.1);
        int rejected = 0;
        double mean = 0;
        for (int i = 0; i < 60; i++) {
            GoodnessOfFit r = test.test(Samples.shifted(120, 3, 0, 31 * i), i);
            assertEquals(r.pValue() < 0.1, r.rejects());
            rejected += r.rejects() ? 1 : 0;
            mean += r.pValue() / 60;
        }
        assertTrue(rejected <= 15, peer + " rejected " + rejected + " of 60");
        assertEquals(0.5, mean, 5 * 0.289 / Math.sqrt(60), peer.toString());
    }

    @ParameterizedTest
    @MethodSource("peers")
    void power(Peer peer) {
        GoodnessOfFitTest test = peer.at(0.05);
        int rejected = 0;
        for (int i = 0; i < 40; i++) {
            rejected += test.test(Samples.shifted(200, 3, 0.5, 7 + 17 * i), i).rejects() ? 1 : 0;
        }
        assertTrue(rejected >= peer.found, peer + " found " + rejected + " of 40");
    }

    @ParameterizedTest
    @MethodSource("peers")
    void equalSeedsGiveEqualResults(Peer peer) {
        ScoredSample sample = Samples.shifted(60, 2, 0.1, 8);
        GoodnessOfFit one = peer.at(0.05).test(sample, 1);
        assertEquals(one.toJson(), peer.at(0.05).test(sample, 1).toJson());
        assertEquals(60, sample.size());
        assertTrue(one.points() <= 60 && one.dimension() == 2);
        assertTrue(one.test().startsWith(peer.at(0.05).name().substring(0, 3)), one.test());
        if (!peer.name.equals("linear")) { // it draws nothing
            double[] p = new double[4];
            Arrays.setAll(p, seed -> peer.at(0.05).test(sample, seed).pValue());
            assertTrue(Arrays.stream(p).distinct().count() > 1, Arrays.toString(p));
        }
    }

    /** One dimension, and the least number of points. */
    @ParameterizedTest
    @MethodSource("peers")
    void oneDimensionAndFewPoints(Peer peer) {
        assertTrue(peer.at(0.05).test(Samples.shifted(200, 1, 1.5, 9), 1).rejects(), peer.toString());
        GoodnessOfFit few = peer.at(0.05).test(Samples.shifted(4, 1, 0, 10), 1);
        assertTrue(few.pValue() > 0 && few.pValue() <= 1);
    }

    @ParameterizedTest
    @MethodSource("peers")
    void onePointIsTooFew(Peer peer) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> peer.at(0.05).test(Samples.shifted(1, 2, 0, 1), 1));
        assertTrue(e.getMessage().contains("at least") && e.getMessage().contains("found 1"), e.getMessage());
    }

    /** All points equal: no bandwidth. */
    @ParameterizedTest
    @MethodSource("peers")
    void equalPointsAreRefused(Peer peer) {
        float[][] x = new float[20][2];
        for (float[] row : x) {
            row[0] = 0.1f;
            row[1] = -3;
        }
        ScoredSample sample = ScoredSample.of(x, Samples.scores(x)).withModelDraws(x);
        if (peer.name.equals("KSD multiquadric") || peer.name.equals("aggregated")) {
            // fixed widths: a bad fit as any other
            assertTrue(peer.at(0.05).test(sample, 1).statistic() > 0);
            return;
        }
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> peer.at(0.05).test(sample, 1));
        assertTrue(e.getMessage().contains("different"), e.getMessage());
    }

    /** Scores so large that their products overflow float64 never reach it, since float32 ends before; its square must do. */
    @ParameterizedTest
    @MethodSource("peers")
    void hugeScoresAreFiniteStatistics(Peer peer) {
        SplittableRandom rng = new SplittableRandom(3);
        float[][] x = Samples.normal(30, 2, 0, rng);
        float[][] s = Samples.scores(x);
        for (float[] row : s) {
            row[0] *= 1e30f;
        }
        GoodnessOfFit r = peer.at(0.05).test(ScoredSample.of(x, s).withModelDraws(x), 1);
        assertTrue(Double.isFinite(r.statistic()));
    }

    @Test
    void drawsOfTheModelAreAskedFor() {
        float[][] x = Samples.normal(20, 2, 0, new SplittableRandom(1));
        ScoredSample bare = ScoredSample.of(x, Samples.scores(x));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new MaximumMeanDiscrepancyTest().test(bare, 1))
                .getMessage()
                .contains("draws of the model"));
        KernelSteinTest parametric =
                new KernelSteinTest(new GaussianKernel(), SteinStatistic.V, new ParametricBootstrap(), 0.05, CPU);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> parametric.test(bare.withModelDraws(x), 1))
                .getMessage()
                .contains("with their scores"));
        ScoredSample few = bare.withModelDraws(x, Samples.scores(x));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> parametric.test(few, 1))
                .getMessage()
                .contains("at least 380 draws"));
        assertThrows(IllegalArgumentException.class, () -> bare.withModelDraws(x, new float[3][2]));
        assertThrows(IllegalArgumentException.class, () -> new KernelSteinTest().witness(bare, new float[1][3]));
        assertThrows(IllegalArgumentException.class, () -> new KernelSteinTest().witness(bare, new float[0][]));
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        refused("alpha", () -> new LinearTimeSteinTest(new GaussianKernel(), 1, CPU));
        refused(
                "alpha",
                () -> new KernelSteinTest(
                        new GaussianKernel(), SteinStatistic.V, new WildBootstrap(), Double.NaN, CPU));
        refused("draws", () -> new WildBootstrap(10, new RademacherSigns()));
        refused("flipProbability", () -> new MarkovSigns(0));
        refused("width", () -> new FixedBandwidth(0));
        refused("factor", () -> new MedianBandwidth(-1));
        refused("maxPoints", () -> new MedianBandwidth(1, 1));
        refused("exponent", () -> new InverseMultiquadricKernel(0.5, new FixedBandwidth(1)));
        refused("offset", () -> new InverseMultiquadricKernel(-0.5, 0, new FixedBandwidth(1)));
        refused("high", () -> new MedianMultiples(2, 1, 3));
        refused("count", () -> new GeometricBandwidths(0));
        refused("locations", () -> new FiniteSetSteinTest(new GaussianKernel(), new MedianMultiples(), 0, 0.05, CPU));
        refused("levelDraws", () -> new AggregatedKernelSteinTest().withBootstrap(99, 3, new RademacherSigns()));
    }

    private static void refused(String field, Runnable make) {
        PropertyException e = assertThrows(PropertyException.class, make::run);
        assertEquals(field, e.getProperty());
        assertTrue(e.getMessage().contains("expected"), e.getMessage());
    }

    /** A file of settings gives the tests it names, with their provenance. */
    @Test
    void settingsFromAFile(@TempDir Path folder) throws IOException {
        String p = "io.github.tribuogen.ebm.kernel.";
        Path file = folder.resolve("tests.xml");
        Files.writeString(
                file,
                String.join(
                        "\n",
                        "<config>",
                        component("cpu", "io.github.tribuogen.neural.runtime.Device", "threads=1"),
                        component("median", p + "MedianBandwidth", "factor=2"),
                        component("imq", p + "InverseMultiquadricKernel", "exponent=-0.4", "bandwidth=median"),
                        component("chain", p + "MarkovSigns", "flipProbability=0.1"),
                        component("wild", p + "WildBootstrap", "draws=99", "signs=chain"),
                        component(
                                "ksd",
                                p + "KernelSteinTest",
                                "kernel=imq",
                                "statistic=U",
                                "bootstrap=wild",
                                "alpha=0.1",
                                "device=cpu"),
                        component("agg", p + "AggregatedKernelSteinTest", "quantileDraws=99", "device=cpu"),
                        component("fssd", p + "FiniteSetSteinTest", "locations=2", "device=cpu"),
                        component("mmd", p + "MaximumMeanDiscrepancyTest", "permutations=99", "device=cpu"),
                        component("lksd", p + "LinearTimeSteinTest", "device=cpu"),
                        "</config>"));
        ConfigurationManager cm = new ConfigurationManager(file.toString());
        for (String name : new String[] {"ksd", "agg", "fssd", "mmd", "lksd"}) {
            GoodnessOfFitTest test = (GoodnessOfFitTest) cm.lookup(name);
            assertTrue(test.test(Samples.shifted(40, 2, 0, 3), 1).pValue() > 0);
            assertTrue(test.getProvenance().getClassName().contains(p), name);
        }
        assertEquals(
                "KernelSteinTest(InverseMultiquadricKernel(exponent=-0.4, offset=1.0, MedianBandwidth(factor=2.0,"
                        + " maxPoints=1000)), U, WildBootstrap(draws=99, MarkovSigns(0.1)), alpha=0.1)",
                cm.lookup("ksd").toString());
        cm.close();
    }

    private static String component(String name, String type, String... properties) {
        StringBuilder s = new StringBuilder("<component name=\"" + name + "\" type=\"" + type + "\">");
        for (String p : properties) {
            String[] parts = p.split("=");
            s.append("<property name=\"" + parts[0] + "\" value=\"" + parts[1] + "\"/>");
        }
        return s + "</component>";
    }
}
