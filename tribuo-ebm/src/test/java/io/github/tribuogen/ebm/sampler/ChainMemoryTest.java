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
package io.github.tribuogen.ebm.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ChainMemoryTest {
    private static final int M = 60;
    private static final int B = 16;
    private static final int D = 2;
    private static final int K = 3;

    /** One use of a memory: start, change, keep. */
    private static final class Use implements AutoCloseable {
        private final Executable executable;
        final Map<String, HostTensor> state = new LinkedHashMap<>();
        private final Set<String> kept = new HashSet<>();

        Use(ChainMemory memory, HostTensor data, int[] labels, boolean byClass, UnaryOperator<Tensor> change) {
            Graph g = new Graph();
            Variables variables = Variables.declaring(g, DType.FLOAT32);
            ParameterScope scope = ParameterScope.of(variables).child("chains");
            Tensor seed = g.input("seed", DType.INT64, Shape.SCALAR);
            Tensor classes = g.input("classes", DType.INT64, Shape.of(B));
            RandomStream random = RandomStream.of(seed, seed);
            ChainMemory.Fitted fitted = memory.fit(data, labels, K);
            ChainMemory.Start start = byClass ? fitted.start(scope, random, classes) : fitted.start(scope, random, B);
            fitted.keep(scope, start, change.apply(start.points()));
            Map<String, Tensor> in = new LinkedHashMap<>();
            variables.declared().forEach(v -> {
                in.put(v.name(), g.inputs().get(v.name()));
                state.put(v.name(), v.initialise(9));
            });
            in.put("seed", seed);
            in.put("classes", classes);
            Map<String, Tensor> out = new LinkedHashMap<>();
            out.put("points", start.points().add(0));
            out.put("fresh", start.fresh().cast(DType.INT64));
            if (start.slots() != null) {
                out.put("slots", start.slots().add(start.slots().scalar(0)));
            }
            variables.assigned().forEach((n, t) -> {
                out.put("next:" + n, t);
                kept.add(n);
            });
            executable = Executable.compile(new GraphFunction("memory", in, out), Device.cpu(1));
        }

        Map<String, HostTensor> run(long seed, long... classes) {
            Map<String, HostTensor> arguments = new LinkedHashMap<>(state);
            arguments.put("seed", HostTensor.scalar(seed));
            arguments.put("classes", HostTensor.of(classes.length == 0 ? new long[B] : classes, B));
            Map<String, HostTensor> r = executable.run(arguments);
            kept.forEach(n -> state.put(n, r.get("next:" + n)));
            return r;
        }

        float[] samples() {
            return state.get("chains/samples").toFloats();
        }

        @Override
        public void close() {
            executable.close();
        }
    }

    private static HostTensor data(int n) {
        SplittableRandom rng = new SplittableRandom(2);
        float[] v = new float[n * D];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) rng.nextDouble(-0.5, 0.5);
        }
        return HostTensor.of(v, n, D);
    }

    private static Use use(ChainMemory memory, boolean byClass, UnaryOperator<Tensor> change) {
        return new Use(memory, data(5), new int[5], byClass, change);
    }

    @Test
    void withoutStepsAndRestartsTheBufferStaysAsItIs() {
        try (Use u = use(new ReplayBuffer(M, 0), false, x -> x)) {
            float[] before = u.samples();
            for (int i = 0; i < 10; i++) {
                u.run(i);
            }
            assertArrayEquals(before, u.samples());
            assertEquals(
                    10 * B, Arrays.stream(u.state.get("chains/age").toLongs()).sum(), 10 * B * 0.5);
        }
    }

    @Test
    void restartingAlwaysNeverReadsTheBuffer() {
        try (Use a = use(new ReplayBuffer(M, 1), false, x -> x);
                Use b = use(new ReplayBuffer(M, 1), false, x -> x)) {
            b.state.put("chains/samples", HostTensor.filled(DType.FLOAT32, Float.NaN, M, D));
            assertEquals(a.run(3).get("points"), b.run(3).get("points"));
        }
    }

    @Test
    void onlyDrawnSlotsChangeAndTheLaterOfTwoWins() {
        try (Use u = use(new ReplayBuffer(M, 0.3), false, x -> x.add(10))) {
            for (int i = 0; i < 20; i++) {
                float[] before = u.samples();
                Map<String, HostTensor> r = u.run(i);
                float[] expected = before.clone();
                long[] slots = r.get("slots").toLongs();
                float[] points = r.get("points").toFloats();
                for (int b = 0; b < B; b++) {
                    for (int d = 0; d < D; d++) {
                        expected[(int) slots[b] * D + d] = points[b * D + d] + 10;
                    }
                }
                assertArrayEquals(expected, u.samples());
            }
        }
    }

    @Test
    void agesCountChainsSinceTheFreshStart() {
        try (Use u = use(new ReplayBuffer(M, 0.3), false, x -> x)) {
            long[] age = new long[M];
            for (int i = 0; i < 20; i++) {
                Map<String, HostTensor> r = u.run(i);
                long[] slots = r.get("slots").toLongs();
                long[] fresh = r.get("fresh").toLongs();
                long[] next = age.clone();
                for (int b = 0; b < B; b++) {
                    next[(int) slots[b]] = fresh[b] == 1 ? 1 : age[(int) slots[b]] + 1;
                }
                age = next;
                assertArrayEquals(age, u.state.get("chains/age").toLongs());
            }
        }
    }

    @Test
    void chainsOfAClassKeepToItsBlock() {
        try (Use u = use(new ReplayBuffer(M, 0.2), true, x -> x.add(10))) {
            long[] classes = new long[B];
            for (int b = 0; b < B; b++) {
                classes[b] = b % K;
            }
            Set<Long> seen = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                long[] slots = u.run(i, classes).get("slots").toLongs();
                for (int b = 0; b < B; b++) {
                    assertEquals(classes[b], slots[b] / (M / K));
                    seen.add(slots[b]);
                }
            }
            assertEquals(M, seen.size(), "every slot is drawn at some time");
        }
    }

    /** Of 3200 starts Binomial(3200, 0.05) are fresh, 160 with deviation 12.3: 5 deviations, error rate below 1e-6. */
    @Test
    void shareOfFreshStarts() {
        try (Use u = use(new ReplayBuffer(M, 0.05), false, x -> x)) {
            long fresh = 0;
            for (int i = 0; i < 200; i++) {
                fresh += Arrays.stream(u.run(i).get("fresh").toLongs()).sum();
            }
            assertEquals(160, fresh, 5 * 12.3);
        }
    }

    /** Each slot is drawn Binomial(32000, 1/60) times, 533 with deviation 22.9: 6 deviations, error rate below 1e-6. */
    @Test
    void slotsAreDrawnUniformly() {
        try (Use u = use(new ReplayBuffer(M, 0.05), false, x -> x)) {
            int[] count = new int[M];
            for (int i = 0; i < 2000; i++) {
                for (long slot : u.run(i).get("slots").toLongs()) {
                    count[(int) slot]++;
                }
            }
            for (int c : count) {
                assertEquals(533.3, c, 6 * 22.9);
            }
        }
    }

    @Test
    void freshPointsAreUniformInTheBox() {
        try (Use u = use(new ReplayBuffer(M, 1, new UniformStart(-3, 1)), false, x -> x)) {
            double sum = 0;
            int n = 0;
            for (int i = 0; i < 100; i++) {
                for (float v : u.run(i).get("points").toFloats()) {
                    assertTrue(v >= -3 && v <= 1);
                    sum += v;
                    n++;
                }
            }
            // deviation of a value 4 / sqrt(12): 5 standard errors
            assertEquals(-1, sum / n, 5 * 1.155 / Math.sqrt(n));
            for (float v : u.samples()) {
                assertTrue(v >= -3 && v <= 1);
            }
        }
    }

    @Test
    void shortRunChainsStartAnewAndForget() {
        try (Use u = use(new ShortRun(), false, x -> x.add(10))) {
            assertTrue(u.state.isEmpty());
            assertEquals(B, Arrays.stream(u.run(1).get("fresh").toLongs()).sum());
            assertFalse(u.run(1).get("points").equals(u.run(2).get("points")));
        }
    }

    /** Two classes far apart and one without examples, which takes the law of all data. */
    @Test
    void classGaussiansHaveTheMomentsOfTheClass() {
        int n = 4000;
        SplittableRandom rng = new SplittableRandom(4);
        float[] v = new float[n * D];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i % 2;
            double e = rng.nextGaussian();
            double f = rng.nextGaussian();
            v[2 * i] = (float) ((labels[i] == 0 ? -5 : 5) + e);
            v[2 * i + 1] = (float) (0.8 * e + 0.6 * f); // correlation 0.8
        }
        StartLaw.Fitted law = new ClassGaussianStart(2000, 50, 0).fit(HostTensor.of(v, n, D), labels, K);
        int draws = 4000;
        for (int k = 0; k < K; k++) {
            int[] kinds = new int[draws];
            Arrays.fill(kinds, k);
            float[] x = law.draw(new SplittableRandom(5), kinds).toFloats();
            double m0 = 0;
            double v0 = 0;
            double c = 0;
            for (int i = 0; i < draws; i++) {
                m0 += x[2 * i] / draws;
            }
            for (int i = 0; i < draws; i++) {
                v0 += Math.pow(x[2 * i] - m0, 2) / draws;
                c += (x[2 * i] - m0) * x[2 * i + 1] / draws;
            }
            double mean = k == 0 ? -5 : k == 1 ? 5 : 0;
            double variance = k == 2 ? 26 : 1;
            // the class's own moments deviate by 1 / sqrt(2000), the draw's by 1 / sqrt(4000): 6 deviations of both
            assertEquals(mean, m0, 6 * Math.sqrt(variance) * 0.03);
            assertEquals(variance, v0, 6 * variance * Math.sqrt(2) * 0.03);
            assertEquals(0.8, c, 6 * Math.sqrt(variance) * 1.3 * 0.03);
        }
    }

    @Test
    void classGaussiansStartChainsOfTheirClass() {
        float[] v = new float[200];
        int[] labels = new int[100];
        for (int i = 0; i < 100; i++) {
            labels[i] = i % K;
            v[2 * i] = labels[i] - 1;
        }
        ChainMemory memory = new ReplayBuffer(M, 0.5, new ClassGaussianStart());
        try (Use u = new Use(memory, HostTensor.of(v, 100, 2), labels, true, x -> x)) {
            float[] samples = u.samples();
            for (int slot = 0; slot < M; slot++) {
                assertEquals(slot / (M / K) - 1, samples[2 * slot], 1e-6);
            }
            long[] classes = new long[B];
            for (int b = 0; b < B; b++) {
                classes[b] = b % K;
            }
            float[] points = u.run(1, classes).get("points").toFloats();
            for (int b = 0; b < B; b++) {
                assertEquals(classes[b] - 1, points[2 * b], 1e-6);
            }
        }
    }

    @Test
    void badSettingsAreRefused() {
        assertThrows(PropertyException.class, () -> new ReplayBuffer(0, 0.05));
        assertThrows(PropertyException.class, () -> new ReplayBuffer(10, 1.5));
        assertThrows(PropertyException.class, () -> new UniformStart(1, 1));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> use(new ReplayBuffer(M + 1, 0.05), true, x -> x)
                        .close());
        assertTrue(e.getMessage().contains("61") && e.getMessage().contains("3"), e.getMessage());
    }
}
