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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lander's mechanics against figures of another engine, its rewards, and how episodes end. */
class LunarLanderTest {
    private static final double[] NOTHING = {0};

    /** A whole episode: its return, its last outcome, its length. */
    private record Flight(double total, Outcome last, int steps) {
        static Flight of(Episode e, UnaryOperator<double[]> actor) {
            double total = 0;
            Outcome last = null;
            while (!e.isOver()) {
                last = e.step(actor.apply(e.observation()));
                total += last.reward();
            }
            return new Flight(total, last, e.steps());
        }
    }

    private static MoonWorld world(double x, double y) {
        return new MoonWorld(MoonTerrain.random(new SplittableRandom(1)), x, y);
    }

    private static double promise(double[] o) {
        return -100 * Math.hypot(o[0], o[1])
                - 100 * Math.hypot(o[2], o[3])
                - 100 * Math.abs(o[4])
                + 10 * o[6]
                + 10 * o[7];
    }

    /** Of 500 episodes it landed all, with a mean return of 265. */
    @Test
    void aPilotLands() {
        double sum = 0;
        int landed = 0;
        for (int seed = 0; seed < 20; seed++) {
            Flight f = Flight.of(new LunarLander().begin(new SplittableRandom(seed)), Pilot::act);
            sum += f.total();
            landed += f.last().equals(new Outcome(100, true, false)) ? 1 : 0;
        }
        assertTrue(sum / 20 > 200, "mean return " + sum / 20);
        assertTrue(landed >= 18, "landed " + landed);
    }

    @Test
    void aFallEndsInACrash() {
        double sum = 0;
        for (int seed = 0; seed < 20; seed++) {
            Flight f = Flight.of(new LunarLander().begin(new SplittableRandom(seed)), o -> NOTHING);
            assertEquals(new Outcome(-100, true, false), f.last());
            assertTrue(f.steps() > 30 && f.steps() < 300, "steps " + f.steps());
            sum += f.total();
        }
        assertTrue(sum / 20 < -100, "mean return " + sum / 20);
    }

    /** From just above the pad: half a second of rest after the touch, and the rewards add up to what was promised and 100. */
    @Test
    void aLandingEndsTheEpisode() {
        Episode e = new LunarLander().from(world(10, 3.88), new SplittableRandom(1));
        double start = promise(e.observation());
        assertArrayEquals(new double[] {0, 0}, Arrays.copyOfRange(e.observation(), 6, 8));
        double total = 0;
        Outcome o;
        double before;
        do {
            before = promise(e.observation());
            o = e.step(0);
            total += o.reward();
        } while (!o.isOver());
        assertEquals(new Outcome(100, true, false), o);
        assertTrue(e.steps() >= 25 && e.steps() < 100, "steps " + e.steps());
        assertEquals(100 + before - start, total, 1e-9);
        double[] seen = e.observation();
        assertArrayEquals(new double[] {1, 1}, Arrays.copyOfRange(seen, 6, 8));
        assertEquals(0, seen[4], 0.02);
        assertEquals(-0.01, seen[1], 0.005);
    }

    /** Dropped at two metres a second on both feet: the motors give way and the hull comes down. */
    @Test
    void legsGiveWay() {
        MoonWorld w = world(10, 3.88);
        // legs and hull take the same speed in the first step, which also puts the legs in place
        w.push(0, -2 * 4.96);
        double widest = 0;
        for (int i = 0; i < 50 && !w.crashed(); i++) {
            w.step();
            widest = Math.max(widest, w.spread(0));
        }
        assertTrue(w.crashed());
        assertTrue(widest > 0.55 && widest < 0.95, "spread " + widest);
    }

    @Test
    void leavingSidewaysEndsTheEpisode() {
        MoonWorld w = world(19.5, 12);
        w.push(50, 0);
        Flight f = Flight.of(new LunarLander().from(w, new SplittableRandom(1)), o -> NOTHING);
        assertEquals(new Outcome(-100, true, false), f.last());
        assertTrue(f.steps() < 10, "steps " + f.steps());
    }

    @Test
    void theLimitTruncates() {
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(new ConfigurationData(
                "short", LunarLander.class.getName(), Map.of("stepLimit", new SimpleProperty("20"))));
        Episode e = ((LunarLander) cm.lookup("short")).begin(new SplittableRandom(5));
        double start = promise(e.observation());
        Flight f = Flight.of(e, o -> NOTHING);
        assertTrue(f.last().truncated());
        assertFalse(f.last().terminated());
        assertEquals(20, f.steps());
        // without fuel the rewards are what the potential gained
        assertEquals(promise(e.observation()) - start, f.total(), 1e-9);
    }

    @Test
    void fuelCosts() {
        double[] price = {0, 0.03, 0.3, 0.03};
        for (int action = 0; action < 4; action++) {
            Episode e = new LunarLander().begin(new SplittableRandom(5));
            double before = promise(e.observation());
            double reward = e.step(action).reward();
            assertEquals(promise(e.observation()) - before - price[action], reward, 1e-9);
        }
    }

    @Test
    void chanceIsTheEpisodesOwn() {
        SplittableRandom rng = new SplittableRandom(9);
        Episode one = new LunarLander().begin(rng);
        Episode two = new LunarLander().begin(new SplittableRandom(9));
        for (int i = 0; i < 40; i++) {
            rng.nextDouble();
            one.step(2);
            two.step(2);
            assertArrayEquals(two.observation(), one.observation());
        }
        Episode three = new LunarLander().from(world(10, 10), new SplittableRandom(1));
        Episode four = new LunarLander().from(world(10, 10), new SplittableRandom(2));
        three.step(2);
        four.step(2);
        assertFalse(Arrays.equals(three.observation(), four.observation()), "engines disperse");
    }

    /**
     * Means of 20 bursts: turned by 0.415 at 0.797 with the left engine, as with the same bodies in Box2D 2.4 (4,000 episodes), and
     * mirrored with the right one; a gain of 0.1495 m/s a burst with the main one, of the impulse of 13 * 4 / 30 N s for 4.96 kg less
     * gravity. Tolerances of four standard errors.
     */
    @Test
    void enginesPushAndTurn() {
        int n = 60;
        double[][] mean = new double[4][8];
        for (int action = 0; action < 4; action++) {
            SplittableRandom rng = new SplittableRandom(action);
            for (int i = 0; i < n; i++) {
                MoonWorld w = world(10, 12);
                w.step();
                Episode e = new LunarLander().from(w, rng.split());
                for (int k = 0; k < 20; k++) {
                    e.step(action);
                }
                double[] o = e.observation();
                for (int c = 0; c < 8; c++) {
                    mean[action][c] += o[c] / n;
                }
            }
        }
        double metres = MoonTerrain.HEIGHT / 2 / MoonWorld.RATE;
        assertEquals(0, mean[0][4], 1e-3);
        assertEquals(0, mean[0][2], 1e-3);
        assertEquals(-10 * 21 / MoonWorld.RATE * metres, mean[0][3], 1e-3);
        assertEquals(0.415, mean[1][4], 0.011);
        assertEquals(0.797, mean[1][5], 0.02);
        assertTrue(mean[1][2] < -0.1, "left engine's speed " + mean[1][2]);
        assertEquals(-0.415, mean[3][4], 0.011);
        assertEquals(-0.797, mean[3][5], 0.02);
        assertTrue(mean[3][2] > 0.1, "right engine's speed " + mean[3][2]);
        assertEquals((20 * 0.1495 - 0.2) * metres, mean[2][3], 4 * 0.1 * Math.sqrt(20.0 / n) * metres);
    }

    /** However it tumbles and hits, the legs stay at the hull and between their stops. */
    @Test
    void legsStayOnTheirHinges() {
        SplittableRandom rng = new SplittableRandom(4);
        double length = Math.hypot(20.0 / 30, 0.6);
        for (int i = 0; i < 30; i++) {
            MoonWorld w = new MoonWorld(MoonTerrain.random(rng), 10, 8);
            w.push(rng.nextDouble(-20, 20), rng.nextDouble(-40, 0));
            for (int k = 0; k < 150; k++) {
                if (k < 60) {
                    w.fireSide(rng.nextBoolean() ? 1 : -1, rng);
                }
                w.step();
                for (int leg = 0; leg < 2; leg++) {
                    double[][] corners = w.legOutline(leg);
                    double x = Arrays.stream(corners)
                            .mapToDouble(c -> c[0])
                            .average()
                            .orElseThrow();
                    double y = Arrays.stream(corners)
                            .mapToDouble(c -> c[1])
                            .average()
                            .orElseThrow();
                    assertEquals(length, Math.hypot(x - w.x(), y - w.y()), 0.1, "leg " + leg + " at " + k + " of " + i);
                    assertTrue(w.spread(leg) > 0.2 && w.spread(leg) < 1.1, "spread " + w.spread(leg));
                }
            }
        }
    }

    @Test
    void wholeTurnsCount() {
        MoonWorld w = world(10, 60);
        SplittableRandom rng = new SplittableRandom(1);
        for (int k = 0; k < 80; k++) {
            double before = w.angle();
            w.fireSide(-1, rng);
            w.step();
            assertEquals(w.turning() / MoonWorld.RATE, w.angle() - before, 0.05);
        }
        assertTrue(w.angle() > 2 * Math.PI, "angle " + w.angle());
    }

    @Test
    void thePadIsFlatAndTheRestIsNot() {
        for (int seed = 0; seed < 10; seed++) {
            MoonTerrain t = MoonTerrain.random(new SplittableRandom(seed));
            assertEquals(10, t.pieces());
            assertEquals(0.99 * MoonTerrain.PAD, t.padHeight(), 1e-12);
            double[] heights = t.y();
            for (int i = 0; i < heights.length; i++) {
                boolean pad = t.x()[i] >= t.padLeft() && t.x()[i] <= t.padRight();
                assertEquals(pad, Math.abs(heights[i] - t.padHeight()) < 1e-9, "height " + i);
                assertTrue(heights[i] >= 0 && heights[i] <= 0.99 * MoonTerrain.HEIGHT / 2);
            }
            assertEquals(10, (t.padLeft() + t.padRight()) / 2, 1e-12);
        }
    }

    private record Ways(UnaryOperator<double[]> actor, double elsewhere, double tolerance) {}

    /**
     * Mean returns of 1,000 episodes, against those of 1,000 to 8,000 with the same bodies in Box2D 2.4. The tolerances leave room for
     * engines that resolve the blow of a crash differently, a tenth, beside four standard errors.
     */
    @Test
    @Tag("slow")
    void returnsAgreeWithAnotherEngines() throws IOException {
        SplittableRandom rng = new SplittableRandom(7);
        Map<String, Ways> ways = new LinkedHashMap<>();
        ways.put("free fall", new Ways(o -> NOTHING, -146.7, 26));
        ways.put("random actions", new Ways(o -> new double[] {rng.nextInt(4)}, -200.5, 43));
        ways.put("left engine", new Ways(o -> new double[] {1}, -575.3, 95));
        ways.put("main engine", new Ways(o -> new double[] {2}, -849.3, 190));
        ways.put("pilot", new Ways(Pilot::act, 265.1, 5));
        StringBuilder table = new StringBuilder("| | mean return, standard error | deviation | steps | Box2D |\n");
        for (Map.Entry<String, Ways> w : ways.entrySet()) {
            int n = 1000;
            double sum = 0;
            double squares = 0;
            double steps = 0;
            for (int i = 0; i < n; i++) {
                Flight f = Flight.of(
                        new LunarLander().begin(rng.split()), w.getValue().actor());
                sum += f.total();
                squares += f.total() * f.total();
                steps += f.steps();
            }
            double mean = sum / n;
            double deviation = Math.sqrt(squares / n - mean * mean);
            table.append(String.format(
                    "| %s | %.1f, %.1f | %.1f | %.1f | %.1f |%n",
                    w.getKey(),
                    mean,
                    deviation / Math.sqrt(n),
                    deviation,
                    steps / n,
                    w.getValue().elsewhere()));
            assertEquals(w.getValue().elsewhere(), mean, w.getValue().tolerance(), table.toString());
        }
        Files.createDirectories(Path.of("target/experiments"));
        Files.writeString(Path.of("target/experiments/lunar-lander.md"), table);
    }
}
