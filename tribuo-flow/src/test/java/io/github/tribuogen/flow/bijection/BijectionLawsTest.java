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
package io.github.tribuogen.flow.bijection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.test.Helpers;

/** The laws of every bijection: inverse, log-determinant, configuration. */
class BijectionLawsTest {
    private static final StandardActivation TANH = new StandardActivation(StandardActivation.Function.TANH);
    private static final Mlp NET = new Mlp(TANH, 8);
    private static final ConvolutionalField FIELD = new ConvolutionalField(4);

    /** A bijection, points it takes, and whether they lie in [0, 1]. */
    record Case(Bijection bijection, boolean unit, long... extents) {
        @Override
        public String toString() {
            return bijection + " on " + Arrays.toString(extents);
        }
    }

    private static Case of(Bijection b, long... extents) {
        return new Case(b, false, extents);
    }

    private static AffineCoupling image(Partition p, boolean swapped) {
        return new AffineCoupling(FIELD, swapped, p, CouplingScale.EXPONENTIAL);
    }

    static Stream<Case> all() {
        Stream.Builder<Case> cases = Stream.builder();
        for (CouplingScale scale : CouplingScale.values()) {
            cases.add(of(new AffineCoupling(NET, false, Partition.ALTERNATE, scale), 3));
            cases.add(of(new AffineCoupling(NET, true, Partition.HALVES, scale), 2));
        }
        cases.add(of(image(Partition.ALTERNATE, true), 2, 2, 2));
        cases.add(of(image(Partition.HALVES, false), 3, 2, 2));
        cases.add(of(image(Partition.CHECKERBOARD, true), 1, 4, 2));
        for (boolean reversed : new boolean[] {false, true}) {
            cases.add(of(new MaskedAutoregressive(TANH, reversed, 9, 7), 4));
            cases.add(of(new MaskedAutoregressive(TANH, reversed, 5), 1));
        }
        cases.add(of(new MaskedAutoregressive(TANH, false, 6), 1, 2, 2));
        cases.add(of(new Inverted(new MaskedAutoregressive(TANH, true, 6)), 3));
        cases.add(of(new ActNorm(), 3));
        cases.add(of(new ActNorm(false), 2, 2, 3));
        cases.add(of(new MovingBatchNormalisation(), 1));
        cases.add(of(new MovingBatchNormalisation(0.2, 1e-3, 0.5), 2, 2, 2));
        for (int d = 1; d <= 9; d += 2) {
            cases.add(of(new InvertibleLinear(), d));
        }
        cases.add(of(new InvertibleLinear(), 3, 2, 2));
        cases.add(new Case(new Logit(), true, 3));
        cases.add(new Case(new Logit(1e-3), true, 1, 2, 2));
        cases.add(of(new Squeeze(), 2, 4, 2));
        cases.add(of(
                new Multiscale(List.of(
                        new BijectionChain(List.of(image(Partition.CHECKERBOARD, false), new Squeeze(), new ActNorm())),
                        new BijectionChain(List.of(new InvertibleLinear(), image(Partition.HALVES, false))))),
                1,
                4,
                4));
        cases.add(of(
                new Multiscale(List.of(new AffineCoupling(NET, false), new AffineCoupling(NET, true), new ActNorm())),
                8));
        cases.add(of(new BijectionChain(List.of(new ActNorm(), new InvertibleLinear(), new AffineCoupling())), 2));
        return cases.build();
    }

    private static double[][] points(Case c, int n, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        int d = (int) Points.size(c.extents());
        double[][] x = new double[n][d];
        for (double[] row : x) {
            Arrays.setAll(row, j -> c.unit() ? rng.nextDouble() : rng.nextGaussian());
        }
        return x;
    }

    @ParameterizedTest
    @MethodSource("all")
    void inverseUndoesForward(Case c) {
        try (Trial t = Trial.of(c.bijection(), 3, c.extents())) {
            double[][] x = points(c, 5, 1);
            Trial.Result z = t.forward(x);
            Trial.Result back = t.inverse(z.points(), c.bijection().imageShape(c.extents()));
            for (int i = 0; i < x.length; i++) {
                assertArrayEquals(x[i], back.points()[i], 1e-8);
                assertEquals(0, z.logDeterminants()[i] + back.logDeterminants()[i], 1e-8);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void logDeterminantIsThatOfTheJacobian(Case c) {
        try (Trial t = Trial.of(c.bijection(), 4, c.extents())) {
            double[][] x = points(c, 3, 2);
            double[] found = t.forward(x).logDeterminants();
            for (int i = 0; i < x.length; i++) {
                assertEquals(t.differenceLogDeterminant(x[i], null), found[i], 1e-6 * (1 + Math.abs(found[i])));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void configurationComesBack(Case c) {
        Bijection b = c.bijection();
        Helpers.testProvenanceMarshalling(b.getProvenance());
        var configuration = ProvenanceUtil.extractConfiguration(b.getProvenance());
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        assertEquals(b.toString(), cm.lookup(configuration.get(0).getName()).toString());
    }

    static Stream<Bijection> conditional() {
        return Stream.of(
                new AffineCoupling(NET, true),
                new MaskedAutoregressive(TANH, false, 8),
                new BijectionChain(List.of(new MaskedAutoregressive(TANH, true, 8), new AffineCoupling(NET, false))));
    }

    @ParameterizedTest
    @MethodSource("conditional")
    void featuresConditionEveryCoordinate(Bijection b) {
        try (Trial t = Trial.conditional(b, 5, 2, 3)) {
            double[][] x = points(of(b, 3), 2, 3);
            double[][] features = {{0.5, -1}, {2, 0.3}};
            Trial.Result z = t.forward(x, features);
            Trial.Result back = t.inverse(z.points(), features);
            Trial.Result other = t.forward(x, new double[][] {{0.6, -1}, {2, 0.4}});
            for (int i = 0; i < x.length; i++) {
                assertArrayEquals(x[i], back.points()[i], 1e-8);
                assertEquals(t.differenceLogDeterminant(x[i], features[i]), z.logDeterminants()[i], 1e-6);
                assertNotEquals(z.logDeterminants()[i], other.logDeterminants()[i]);
            }
            if (b instanceof MaskedAutoregressive) {
                assertNotEquals(z.points()[0][0], other.points()[0][0], "the first coordinate too");
            }
        }
    }

    @Test
    void theFirstBatchSetsAnActNorm() {
        try (Trial t = Trial.training(new ActNorm(), 1, 2, 1, 2)) {
            double[][] x = {{1, 3, 10, 10}, {5, 7, 14, 18}};
            Trial.Result z = t.forward(x);
            for (int c = 0; c < 2; c++) {
                double mean = 0;
                double square = 0;
                for (double[] row : z.points()) {
                    mean += (row[2 * c] + row[2 * c + 1]) / 4;
                    square += (row[2 * c] * row[2 * c] + row[2 * c + 1] * row[2 * c + 1]) / 4;
                }
                assertEquals(0, mean, 1e-9);
                assertEquals(1, square, 1e-5);
            }
            assertEquals(1, z.assigned().get("ready").item());
            t.parameters().putAll(z.assigned());
            // a later batch changes nothing
            assertEquals(z.assigned(), t.forward(new double[][] {{0, 0, 0, 9}}).assigned());
        }
    }

    @Test
    void aMovingNormalisationUsesTheStatisticsBeforeTheBatch() {
        double[][] x = {{1}, {3}};
        try (Trial t = Trial.training(new MovingBatchNormalisation(), 1, 1)) {
            Trial.Result z = t.forward(x);
            assertEquals(1 / Math.sqrt(1 + 1e-4), z.points()[0][0], 1e-12);
            assertEquals(-0.5 * Math.log(1 + 1e-4), z.logDeterminants()[0], 1e-12);
            assertEquals(0.1 * 2, z.assigned().get("mean").get(0), 1e-12);
            assertEquals(0.9 + 0.1 * 2, z.assigned().get("variance").get(0), 1e-12);
        }
        try (Trial t = Trial.training(new MovingBatchNormalisation(0.1, 1e-4, 1), 1, 1)) {
            assertEquals(-1 / Math.sqrt(2 + 1e-4), t.forward(x).points()[0][0], 1e-12);
        }
    }

    @Test
    void squeezePutsPixelsWhereItSays() {
        double[] pixels = new double[16];
        Arrays.setAll(pixels, i -> i); // two channels of 4 x 2
        try (Trial t = Trial.of(new Squeeze(), 1, 2, 4, 2)) {
            double[] z = t.forward(new double[][] {pixels}).points()[0];
            for (int c = 0; c < 2; c++) {
                for (int y = 0; y < 4; y++) {
                    for (int x = 0; x < 2; x++) {
                        int channel = 4 * c + 2 * (y % 2) + x % 2;
                        assertEquals(c * 8 + y * 2 + x, z[channel * 2 + (y / 2)]);
                    }
                }
            }
        }
    }

    @Test
    void couplingsStartAtTheIdentityOnWhatPasses() {
        try (Trial t = Trial.of(new AffineCoupling(NET, false), 1, 4)) {
            double[] z = t.forward(new double[][] {{1, 2, 3, 4}}).points()[0];
            assertEquals(1, z[0]);
            assertEquals(3, z[2]);
            assertNotEquals(2, z[1]);
        }
    }

    @Test
    void autoregressiveMapsSeeOnlyWhatComesBefore() {
        try (Trial t = Trial.of(new MaskedAutoregressive(TANH, false, 16, 16), 2, 4)) {
            double[][] z =
                    t.forward(new double[][] {{1, 2, 3, 4}, {1, 2, 5, 4}}).points();
            assertEquals(z[0][0], z[1][0]);
            assertEquals(z[0][1], z[1][1]);
            assertNotEquals(z[0][2], z[1][2]);
            assertNotEquals(z[0][3], z[1][3]);
        }
    }

    @Test
    void refusesWhatItCannotMap() {
        assertSays("at least 2 coordinates", () -> Trial.of(new AffineCoupling(), 1, 1));
        assertSays("even height", () -> Trial.of(new Squeeze(), 1, 1, 3, 2));
        assertSays(
                "even number of channels", () -> Trial.of(new Multiscale(List.of(new ActNorm(), new ActNorm())), 1, 3));
        assertSays("[batch, channels, height, width]", () -> Trial.of(new AffineCoupling(FIELD, false), 1, 2));
        assertSays("CHECKERBOARD", () -> Trial.of(image(Partition.CHECKERBOARD, false), 1, 3, 1, 1));
        assertThrows(PropertyException.class, () -> new Logit(0.5));
        assertThrows(PropertyException.class, () -> new MovingBatchNormalisation(0, 1, 0));
        assertThrows(PropertyException.class, () -> new MaskedAutoregressive(TANH, false));
        assertThrows(PropertyException.class, () -> new Multiscale(List.of()));
        assertThrows(PropertyException.class, () -> new ConvolutionalField(0));
    }

    private static void assertSays(String part, org.junit.jupiter.api.function.Executable e) {
        String message = assertThrows(IllegalArgumentException.class, e).getMessage();
        assertTrue(message.contains(part), message);
    }
}
