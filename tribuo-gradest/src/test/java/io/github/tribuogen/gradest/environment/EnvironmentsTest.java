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
package io.github.tribuogen.gradest.environment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trajectories that other implementations of the same tasks gave, and what holds of every environment. */
class EnvironmentsTest {
    static Stream<Environment> all() {
        return Stream.of(
                CartPole.v0(),
                new CartPole(),
                new Acrobot(),
                new Pendulum(),
                new InvertedPendulum(),
                new LunarLander());
    }

    private static double[] random(Environment e, SplittableRandom rng) {
        return e.actionSpace() instanceof ActionSpace.Box box
                ? rng.doubles(box.size(), -4, 4).toArray()
                : new double[] {rng.nextInt(e.actionSpace().size())};
    }

    @ParameterizedTest
    @MethodSource("all")
    void episodesAreReproducibleAndEnd(Environment e) {
        Episode one = e.begin(new SplittableRandom(7));
        Episode two = e.begin(new SplittableRandom(7));
        assertFalse(Arrays.equals(
                one.observation(), e.begin(new SplittableRandom(8)).observation()));
        SplittableRandom rng = new SplittableRandom(1);
        while (!one.isOver()) {
            assertEquals(e.observationSize(), one.observation().length);
            double[] action = random(e, rng);
            Outcome o = one.step(action);
            assertEquals(o, two.step(action));
            assertArrayEquals(one.observation(), two.observation());
            assertFalse(o.terminated() && o.truncated());
            assertEquals(o.isOver(), one.isOver());
            assertEquals(o.truncated(), one.isOver() && !o.terminated() && one.steps() == e.stepLimit());
        }
        assertTrue(one.steps() <= e.stepLimit());
        String message = assertThrows(IllegalStateException.class, () -> one.step(random(e, rng)))
                .getMessage();
        assertTrue(message.contains("over after " + one.steps()), message);
    }

    @ParameterizedTest
    @MethodSource("all")
    void scenesAreDrawn(Environment e) {
        BufferedImage image = new BufferedImage(120, 80, BufferedImage.TYPE_INT_RGB);
        e.begin(new SplittableRandom(7)).draw(image.createGraphics(), 120, 80);
        long colours = Arrays.stream(image.getRGB(0, 0, 120, 80, null, 0, 120))
                .distinct()
                .count();
        assertTrue(colours > 3, "colours " + colours);
    }

    @ParameterizedTest
    @MethodSource("all")
    void configurationsAreRebuiltFromProvenance(Environment e) {
        var configuration = ProvenanceUtil.extractConfiguration(e.getProvenance());
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        Environment again = (Environment) cm.lookup(configuration.get(0).getName());
        assertEquals(e.toString(), again.toString());
        assertEquals(e.stepLimit(), again.stepLimit());
        assertEquals(e.solvedAt(), again.solvedAt());
    }

    @ParameterizedTest
    @MethodSource("all")
    void badActionsAreNamed(Environment e) {
        Episode episode = e.begin(new SplittableRandom(7));
        for (double[] bad : new double[][] {{}, {0, 0}, {Double.NaN}}) {
            String message = assertThrows(IllegalArgumentException.class, () -> episode.step(bad))
                    .getMessage();
            assertTrue(message.contains("action") && message.contains("expected"), message);
        }
        if (e.actionSpace() instanceof ActionSpace.Choice c) {
            for (double bad : new double[] {-1, 0.5, c.size()}) {
                assertThrows(IllegalArgumentException.class, () -> episode.step(bad));
            }
        }
        assertEquals(0, episode.steps());
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(new com.oracle.labs.mlrg.olcut.config.ConfigurationData(
                "e", e.getClass().getName(), Map.of("stepLimit", new SimpleProperty("0"))));
        PropertyException thrown = assertThrows(PropertyException.class, () -> cm.lookup("e"));
        assertTrue(String.valueOf(thrown.getMessage()).contains("at least 1"), thrown.getMessage());
    }

    private static double[] after(Episode e, double... actions) {
        for (double a : actions) {
            e.step(a);
        }
        return e.observation();
    }

    @Test
    void cartPole() {
        assertArrayEquals(
                new double[] {.0313333399, .1734949928, .0006599578, -.2168128684},
                after(new CartPole().from(.01, -.02, .03, .04), 1, 1, 0, 1, 0),
                1e-9);
        Episode right = new CartPole().from(0, 0, 0, 0);
        for (int i = 1; i <= 8; i++) {
            assertFalse(right.step(1).isOver());
        }
        assertEquals(new Outcome(1, true, false), right.step(1));
    }

    @Test
    void acrobot() {
        double[] o = after(new Acrobot().from(.05, -.05, .02, -.02), 2, 2, 0, 1, 2);
        assertArrayEquals(
                new double[] {-.0660289816, .1898373674, .0060449291, -.0302134306},
                new double[] {Math.atan2(o[1], o[0]), Math.atan2(o[3], o[2]), o[4], o[5]},
                1e-9);
        // a torque along the speed of the second link swings it up
        Episode e = new Acrobot().from(.05, -.05, .02, -.02);
        double total = 0;
        while (!e.isOver()) {
            total += e.step(1 + Math.signum(e.observation()[5])).reward();
        }
        assertEquals(73, e.steps());
        assertEquals(-72, total);
    }

    @Test
    void pendulum() {
        Episode e = new Pendulum().from(1, .5);
        double total = 0;
        for (double u : new double[] {2, -1, .5, 3, -2}) {
            total += e.step(u).reward();
        }
        assertArrayEquals(
                new double[] {Math.cos(1.6989578204), Math.sin(1.6989578204), 4.1756791588}, e.observation(), 1e-9);
        assertEquals(-10.1747983358, total, 1e-9);
    }

    @Test
    void invertedPendulum() {
        assertArrayEquals(
                new double[] {.06179736643, -.133178792768, -.164415061406, .3615029449},
                after(new InvertedPendulum().from(.005, -.004, .003, .002), 1, -2, 3, .5, -3),
                1e-9);
    }

    private static double survival(int episodes, SplittableRandom rng, Function<double[], Double> policy) {
        double sum = 0;
        for (int i = 0; i < episodes; i++) {
            Episode e = new InvertedPendulum().begin(rng.split());
            while (!e.isOver()) {
                e.step(policy.apply(e.observation()));
            }
            sum += (double) e.steps() / episodes;
        }
        return sum;
    }

    /** How long the pole stands: left alone, shaken, and held by a linear regulator, even one with noise on it. */
    @Test
    void invertedPendulumsFall() {
        SplittableRandom rng = new SplittableRandom(3);
        // means over 20,000 episodes, tolerances of four standard errors
        assertEquals(25.33, survival(2000, rng, o -> 0.0), 0.9);
        assertEquals(6.07, survival(4000, rng, o -> rng.nextDouble(-3, 3)), 0.2);
        assertEquals(5.34, survival(4000, rng, o -> 3 * rng.nextGaussian()), 0.2);
        double[] k = {-1.71887, -12.14528, -2.01461, -1.90150};
        Function<double[], Double> regulator =
                o -> -(k[0] * o[0] + k[1] * (o[1] + .001667) + k[2] * o[2] + k[3] * o[3]);
        assertEquals(1000, survival(5, rng, regulator));
        assertEquals(1000, survival(5, rng, o -> regulator.apply(o) + 0.5 * rng.nextGaussian()));
    }
}
