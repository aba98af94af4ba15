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
package io.github.tribuogen.ebm.stein;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.grad.TraceEstimator;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Critics, traces and objectives in double precision. */
class CriticTest {
    private static final int B = 7;
    private static final StandardActivation TANH = new StandardActivation(StandardActivation.Function.TANH);

    private interface Built {
        Map<String, Tensor> of(ParameterScope scope, Tensor x, Tensor s);
    }

    /** A function of points and scores with fixed parameters. */
    private static final class Trial implements AutoCloseable {
        final Graph graph = new Graph();
        final Map<String, HostTensor> values = new LinkedHashMap<>();
        private final Executable executable;

        Trial(int d, Built built) {
            SplittableRandom rng = new SplittableRandom(4);
            Tensor x = graph.input("x", DType.FLOAT64, Shape.of(B, d));
            Tensor s = graph.input("s", DType.FLOAT64, Shape.of(B, d));
            Variables variables = Variables.declaring(graph, DType.FLOAT64);
            Map<String, Tensor> results = built.of(ParameterScope.of(variables), x, s);
            Map<String, Tensor> inputs = new LinkedHashMap<>(graph.inputs());
            variables.declared().forEach(v -> {
                values.put(v.name(), v.initialise(11));
                inputs.put(v.name(), graph.inputs().get(v.name()));
            });
            values.put("x", HostTensor.of(normal(rng, B * d), B, d));
            values.put("s", HostTensor.of(normal(rng, B * d), B, d));
            executable = Executable.compile(new GraphFunction("trial", inputs, results), Device.cpu(1));
        }

        Map<String, HostTensor> run() {
            return executable.run(values);
        }

        @Override
        public void close() {
            executable.close();
        }
    }

    private static double[] normal(SplittableRandom rng, int n) {
        return IntStream.range(0, n).mapToDouble(i -> rng.nextGaussian()).toArray();
    }

    static Stream<MlpCritic> closedForms() {
        return Stream.of(
                new MlpCritic(0, 5, 6),
                new MlpCritic(0, 9),
                new MlpCritic(0.5, 8, 7),
                new MlpCritic(0.3, 6).withActivation(TANH));
    }

    @ParameterizedTest
    @MethodSource("closedForms")
    void theClosedFormIsTheDenseTrace(MlpCritic critic) {
        for (int d : new int[] {1, 2, 5}) {
            try (Trial t = new Trial(d, (scope, x, s) -> {
                Tensor seed = x.graph().root().constant(HostTensor.scalar(3L));
                Tensor step = x.graph().root().constant(HostTensor.scalar(0L));
                // in training the masks of dropout are those of value and slopes alike
                Critic.Field f = critic.at(scope.training(RandomStream.of(seed, step)), x);
                return Map.of("closed", f.trace().orElseThrow(), "dense", TraceEstimator.exact(f.value(), x));
            })) {
                Map<String, HostTensor> r = t.run();
                assertArrayEquals(r.get("dense").toDoubles(), r.get("closed").toDoubles(), 1e-12);
            }
        }
    }

    @Test
    void estimatesOfTheTraceAreUnbiasedWithTheVariancesOfTheTheory() {
        int draws = 4000;
        for (HutchinsonDivergence.Probe law : HutchinsonDivergence.Probe.values()) {
            double[] sum = new double[B];
            double[] squares = new double[B];
            double[] exact = new double[B];
            double[] variance = new double[B];
            try (Trial t = new Trial(3, (scope, x, s) -> {
                Tensor seed = x.graph().input("seed", DType.INT64, Shape.SCALAR);
                Tensor step = x.graph().root().constant(HostTensor.scalar(0L));
                Critic.Field f = new NetworkCritic(new Mlp(TANH, 6)).at(scope, x);
                Map<String, Tensor> out = new LinkedHashMap<>();
                ParameterScope random = scope.training(RandomStream.of(seed, step));
                out.put("estimate", new HutchinsonDivergence(law, 1).of(f.value(), x, random.random()));
                out.put("exact", f.trace(new ExactDivergence(), x, null));
                for (int j = 0; j < 3; j++) {
                    Tensor unit = x.graph()
                            .root()
                            .constant(
                                    HostTensor.of(new double[] {j == 0 ? 1 : 0, j == 1 ? 1 : 0, j == 2 ? 1 : 0}, 1, 3));
                    out.put("row" + j, Gradients.vjp(f.value(), x, unit.expandLike(f.value())));
                }
                return out;
            })) {
                for (int k = 0; k < draws; k++) {
                    t.values.put("seed", HostTensor.scalar((long) k));
                    Map<String, HostTensor> r = t.run();
                    double[] e = r.get("estimate").toDoubles();
                    for (int i = 0; i < B; i++) {
                        sum[i] += e[i];
                        squares[i] += e[i] * e[i];
                    }
                    if (k == 0) {
                        System.arraycopy(r.get("exact").toDoubles(), 0, exact, 0, B);
                        for (int i = 0; i < B; i++) {
                            double[][] j = new double[3][3];
                            for (int a = 0; a < 3; a++) {
                                for (int b = 0; b < 3; b++) {
                                    j[a][b] = r.get("row" + a).toDoubles()[i * 3 + b];
                                }
                            }
                            for (int a = 0; a < 3; a++) {
                                for (int b = 0; b < 3; b++) {
                                    double sym = (j[a][b] + j[b][a]) / 2;
                                    variance[i] +=
                                            law == HutchinsonDivergence.Probe.GAUSSIAN || a != b ? 2 * sym * sym : 0;
                                }
                            }
                        }
                    }
                }
            }
            for (int i = 0; i < B; i++) {
                double mean = sum[i] / draws;
                double found = squares[i] / draws - mean * mean;
                // fails by chance once in 10,000 for each of 14
                assertEquals(exact[i], mean, 4 * Math.sqrt(variance[i] / draws) + 1e-9, law.name());
                assertEquals(variance[i], found, 0.2 * variance[i] + 1e-9, law.name());
            }
        }
    }

    static Stream<CriticObjective> objectives() {
        return Stream.of(new MeanObjective(0.3), new AdjustedMeanObjective(0.3), new PowerObjective(0.3));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void gradientsOfObjectivesAreThoseOfDifferences(CriticObjective objective) {
        try (Trial t = new Trial(3, (scope, x, s) -> {
            Critic.Field f = new MlpCritic(0, 4, 5).at(scope, x);
            Tensor u = SteinOperator.apply(s, f.value(), f.trace().orElseThrow());
            Tensor loss = objective.loss(u, f.value().square().sum(1));
            Map<String, Tensor> out = new LinkedHashMap<>(Map.of("loss", loss));
            Map<String, Tensor> parameters = scope.parameters();
            List<Tensor> gradients = Gradients.grad(loss, List.copyOf(parameters.values()));
            int i = 0;
            for (String name : parameters.keySet()) {
                out.put("d " + name, gradients.get(i++));
            }
            return out;
        })) {
            Map<String, HostTensor> at = t.run();
            SplittableRandom rng = new SplittableRandom(1);
            int seen = 0;
            for (String name : List.copyOf(t.values.keySet())) {
                if (!at.containsKey("d " + name)) {
                    continue;
                }
                HostTensor value = t.values.get(name);
                double[] here = value.toDoubles();
                double[] way = normal(rng, here.length);
                double h = 1e-5;
                double[] losses = new double[2];
                for (int side = 0; side < 2; side++) {
                    double[] moved = here.clone();
                    for (int i = 0; i < moved.length; i++) {
                        moved[i] += (side == 0 ? h : -h) * way[i];
                    }
                    t.values.put(name, HostTensor.of(moved, value.shape()));
                    losses[side] = t.run().get("loss").toDoubles()[0];
                }
                t.values.put(name, value);
                double slope = 0;
                double[] g = at.get("d " + name).toDoubles();
                for (int i = 0; i < g.length; i++) {
                    slope += g[i] * way[i];
                }
                assertEquals((losses[0] - losses[1]) / (2 * h), slope, 1e-6 * (1 + Math.abs(slope)), name);
                seen++;
            }
            assertTrue(seen >= 8, "parameters seen: " + seen);
        }
    }

    @Test
    void powerDoesNotDependOnTheScaleOfTheField() {
        try (Trial t = new Trial(2, (scope, x, s) -> {
            Critic.Field f = new MlpCritic(0, 4, 4).at(scope, x);
            Tensor u = SteinOperator.apply(s, f.value(), f.trace().orElseThrow());
            Tensor zero = u.zerosLike();
            return Map.of(
                    "one", new PowerObjective(0).loss(u, zero),
                    "three", new PowerObjective(0).loss(u.mul(3), zero),
                    "minus", new PowerObjective(0).loss(u.neg(), zero));
        })) {
            Map<String, HostTensor> r = t.run();
            double one = r.get("one").toDoubles()[0];
            assertEquals(one, r.get("three").toDoubles()[0], 1e-5 * Math.abs(one));
            assertEquals(-one, r.get("minus").toDoubles()[0], 1e-9);
        }
    }

    @Test
    void settingsAreChecked() {
        assertThrows(PropertyException.class, () -> new MlpCritic(0, 1, 2, 3));
        assertThrows(PropertyException.class, () -> new MlpCritic(1, 4));
        assertThrows(PropertyException.class, () -> new MlpCritic(0, 0));
        assertThrows(PropertyException.class, () -> new HutchinsonDivergence(HutchinsonDivergence.Probe.GAUSSIAN, 0));
        assertThrows(PropertyException.class, () -> new PowerObjective(-1));
        assertThrows(PropertyException.class, () -> new MeanObjective(Double.NaN));
    }
}
