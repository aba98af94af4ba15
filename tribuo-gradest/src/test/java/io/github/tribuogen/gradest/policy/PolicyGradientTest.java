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
package io.github.tribuogen.gradest.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.gradest.control.NetworkControlVariate;
import io.github.tribuogen.gradest.environment.ActionSpace;
import io.github.tribuogen.gradest.estimator.Dlax;
import io.github.tribuogen.gradest.estimator.GradientEstimator;
import io.github.tribuogen.gradest.estimator.Lax;
import io.github.tribuogen.gradest.estimator.Nvil;
import io.github.tribuogen.gradest.estimator.Relax;
import io.github.tribuogen.gradest.estimator.ScoreFunction;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.law.DiscreteLaw.Coupling;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Sgd;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One update by plain gradient descent with a rate of 1 is the policy gradient: its mean is compared with sums over all histories. */
class PolicyGradientTest {
    private static final ControlTuning TUNING = new ControlTuning(new Adam(0.01), 2, ControlTuning.Objective.EACH_STEP);
    private static final NetworkControlVariate NET =
            new NetworkControlVariate(new Mlp(new StandardActivation(StandardActivation.Function.TANH), 8), 3);
    private static final int SIZE = 4000;
    private static final int REPEATS = 40;

    record Way(String name, GradientEstimator estimator, Critic critic) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Way> choices() {
        return List.of(
                new Way("REINFORCE", new ScoreFunction(), null),
                new Way("A2C", new ScoreFunction(), new Critic(new Mlp(4), new Adam(0.01), 2)),
                new Way("NVIL", new Nvil(new Mlp(4), false), null),
                new Way("RELAX", new Relax(NET, Coupling.INDEPENDENT), null),
                new Way("RELAX, coupled", new Relax(NET, Coupling.COUPLED), null),
                new Way("DLAX", new Dlax(NET), new Critic()));
    }

    static List<Way> real() {
        return List.of(
                new Way("REINFORCE", new ScoreFunction(), null),
                new Way("A2C", new ScoreFunction(), new Critic()),
                new Way("LAX", new Lax(NET), null),
                new Way("LAX beside V", new Lax(NET), new Critic()));
    }

    /** Rewards of action k at steps 0 and 1. */
    private static final double[][] REWARD = {{1, 3, -2}, {0.5, -1, 2}};

    /**
     * Logits are {@code w_k s + b_k}, w and b are drawn by the seed; the discounted return {@code r_0 + 0.9 r_1}, but the gradient of
     * step 1's action weighs its reward undiscounted, as actor-critics do.
     */
    @ParameterizedTest
    @MethodSource("choices")
    void choicesAreUnbiased(Way way) {
        var env = new Scripted(Scripted.choices(3), 2, 10, (t, a) -> REWARD[t][(int) (double) a]);
        var trainer = ChoicePolicyTrainer.builder(env)
                .policy(new Mlp(), new Sgd(1))
                .estimator(way.estimator())
                .critic(way.critic())
                .tuning(TUNING)
                .practice(new Practice(SIZE, SIZE).wanting(0.9, 1, 0))
                .build();
        Update update = new Update(trainer, env, new ChoiceHead(0, 1, 2));
        double[] w = update.weights("weight");
        double[] b = update.weights("bias");
        double[] p0 = softmax(b);
        double[] p1 = softmax(new double[] {b[0] + w[0], b[1] + w[1], b[2] + w[2]});
        double second = dot(p1, REWARD[1]);
        double[] byW = new double[3];
        double[] byB = new double[3];
        for (int k = 0; k < 3; k++) {
            // descent on minus the return; what follows step 0 does not depend on its action but has its mean
            double at0 = p0[k] * (REWARD[0][k] + 0.9 * second - dot(p0, REWARD[0]) - 0.9 * second);
            double at1 = p1[k] * (REWARD[1][k] - second);
            byB[k] = at0 + at1;
            byW[k] = at1;
        }
        update.compare("bias", byB);
        update.compare("weight", byW);
    }

    /** An action that should be 2: reward -(a - 2)^2, a normal with mean m and deviation d; dE/dm = -2 (m - 2), dE/dlog d = -2 d^2. */
    @ParameterizedTest
    @MethodSource("real")
    void realActionsAreUnbiased(Way way) {
        var env = new Scripted(Scripted.real(-1, 1), 1, 10, (t, a) -> -(a - 2) * (a - 2));
        var trainer = BoxPolicyTrainer.builder(env)
                .policy(new Mlp(), new Sgd(1))
                .estimator(way.estimator())
                .critic(way.critic())
                .tuning(TUNING)
                .practice(new Practice(SIZE, SIZE))
                .build();
        Update update = new Update(trainer, env, new BoxHead((ActionSpace.Box) env.actionSpace(), new int[] {0}, 0.5));
        double m = update.weights("bias")[0];
        update.compare("bias", -2 * (m - 2));
        update.compare("logDeviation", -2 * 0.25);
    }

    /** A control variate that lacks the term it must add back is no control variate: the comparison must notice. */
    @Test
    void aWrongGradientIsNoticed() {
        var env = new Scripted(Scripted.real(-1, 1), 1, 10, (t, a) -> -(a - 2) * (a - 2));
        var trainer = BoxPolicyTrainer.builder(env)
                .policy(new Mlp(), new Sgd(1))
                .practice(new Practice(SIZE, SIZE))
                .build();
        Update update = new Update(trainer, env, new BoxHead((ActionSpace.Box) env.actionSpace(), new int[] {0}, 0.5));
        double m = update.weights("bias")[0];
        assertTrue(update.deviations("bias", -2 * (m - 2.05))[0] > 4);
    }

    private static double[] softmax(double[] x) {
        double sum = Arrays.stream(x).map(Math::exp).sum();
        return Arrays.stream(x).map(v -> Math.exp(v) / sum).toArray();
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    /** Repeats one update from the same start with fresh episodes. */
    private static final class Update {
        private final Map<String, HostTensor> start = new LinkedHashMap<>();
        private final Map<String, double[][]> steps = new LinkedHashMap<>();

        Update(PolicyTrainer<?, ?> trainer, Scripted env, ActionHead head) {
            PolicyGraphs graphs = new PolicyGraphs(new PolicyProgram(trainer, head, x -> x), head, 1);
            graphs.variables().forEach(v -> start.put(v.name(), v.initialise(5)));
            Stage stage = new Stage(env, head, new int[] {0}, trainer.practice());
            try (Executable act = Executable.compile(graphs.act(), Device.cpu(1));
                    Executable learn = Executable.compile(graphs.update(), Device.cpu(1));
                    Executable.Values weights = Executable.Values.of(start)) {
                for (int r = 0; r < REPEATS; r++) {
                    Map<String, HostTensor> in = new LinkedHashMap<>(start);
                    in.putAll(stage.play(act, weights, 3, (long) r * SIZE, SIZE).columns());
                    in.put(PolicyGraphs.SEED, HostTensor.scalar(r));
                    in.put(PolicyGraphs.ITERATION, HostTensor.scalar(0L));
                    Map<String, HostTensor> out = learn.run(in);
                    for (String n : start.keySet()) {
                        if (n.startsWith(PolicyProgram.POLICY)) {
                            double[] before = start.get(n).toDoubles();
                            double[] after = out.get(PolicyGraphs.NEXT + n).toDoubles();
                            double[] step = new double[before.length];
                            Arrays.setAll(step, i -> after[i] - before[i]);
                            steps.computeIfAbsent(n, k -> new double[REPEATS][])[r] = step;
                        }
                    }
                }
            }
        }

        private String full(String name) {
            return steps.keySet().stream()
                    .filter(n -> n.endsWith(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " among " + steps.keySet()));
        }

        double[] weights(String name) {
            return start.get(full(name)).toDoubles();
        }

        /** By how many standard errors the mean is off. */
        double[] deviations(String name, double... expected) {
            double[][] all = steps.get(full(name));
            double[] z = new double[expected.length];
            for (int i = 0; i < z.length; i++) {
                int at = i;
                double mean =
                        Arrays.stream(all).mapToDouble(s -> s[at]).average().orElseThrow();
                double variance = Arrays.stream(all)
                                .mapToDouble(s -> (s[at] - mean) * (s[at] - mean))
                                .sum()
                        / (REPEATS - 1);
                z[i] = Math.abs(mean - expected[i]) / Math.sqrt(variance / REPEATS);
            }
            return z;
        }

        /** Of some 50 comparisons with Student's t of 39 degrees of freedom, one is beyond 4 with a probability of 1.4 %. */
        void compare(String name, double... expected) {
            double[] z = deviations(name, expected);
            assertTrue(
                    Arrays.stream(z).allMatch(v -> v < 4), name + " off by " + Arrays.toString(z) + " standard errors");
        }
    }

    /** Return and horizon of an episode that was stopped, and of one that ended. */
    @Test
    void returnsAreDiscountedAndToldWhatFollows() {
        for (boolean stopped : new boolean[] {true, false}) {
            var env = new Scripted(Scripted.choices(2), stopped ? 9 : 3, stopped ? 3 : 9, (t, a) -> t + 1);
            var trainer = ChoicePolicyTrainer.builder(env)
                    .practice(new Practice(2, 2).wanting(0.5, 10, 0))
                    .build();
            ActionHead head = new ChoiceHead(0, 1);
            PolicyGraphs graphs = new PolicyGraphs(new PolicyProgram(trainer, head, x -> x), head, 1);
            Map<String, HostTensor> start = new LinkedHashMap<>();
            graphs.variables().forEach(v -> start.put(v.name(), v.initialise(5)));
            try (Executable act = Executable.compile(graphs.act(), Device.cpu(1));
                    Executable.Values weights = Executable.Values.of(start)) {
                var played = new Stage(env, head, new int[] {0}, trainer.practice()).play(act, weights, 1, 0, 2);
                // 3, 2 + 3/2, 1 + (2 + 3/2)/2, times ten
                assertArrayEquals(
                        new double[] {27.5, 35, 30, 27.5, 35, 30},
                        played.columns().get(PolicyProgram.RETURNS).toDoubles(),
                        1e-5);
                double[] horizon = played.columns().get(PolicyProgram.HORIZON).toDoubles();
                assertArrayEquals(
                        stopped ? new double[] {0.125, 0.25, 0.5, 0.125, 0.25, 0.5} : new double[6], horizon, 1e-7);
                assertArrayEquals(new double[] {6, 6}, played.totals());
                assertArrayEquals(
                        new long[] {0, 0, 0, 1, 1, 1},
                        played.columns().get(PolicyProgram.EPISODE).toLongs());
                assertArrayEquals(
                        new double[] {3, 3},
                        played.columns().get(PolicyProgram.LAST).toDoubles());
            }
        }
    }

    /** The law that an update sees draws the actions that were done, hard and relaxed alike. */
    @Test
    void noiseReplaysTheActions() {
        Graph g = new Graph();
        Tensor u = g.input("u", DType.FLOAT64, Shape.of(200, 3));
        Tensor logits = g.input("logits", DType.FLOAT64, Shape.of(200, 3));
        RandomStream random = RandomStream.of(g.constant(1L), g.constant(0L));
        DiscreteLaw law = new ReplayedChoice(u);
        Tensor first = law.sample(logits, random);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("first", first);
        outputs.put("again", law.sample(logits, random.child("again")));
        outputs.put("relaxed", law.relax(logits, random, Coupling.INDEPENDENT).hard());
        double[] noise = new java.util.SplittableRandom(1).doubles(600).toArray();
        double[] l = new java.util.SplittableRandom(2).doubles(600, -2, 2).toArray();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("u", u);
        inputs.put("logits", logits);
        try (Executable f = Executable.compile(new GraphFunction("replay", inputs, outputs), Device.cpu(1))) {
            var out = f.run(Map.of("u", HostTensor.of(noise, 200, 3), "logits", HostTensor.of(l, 200, 3)));
            assertEquals(out.get("first"), out.get("again"));
            assertEquals(out.get("first"), out.get("relaxed"));
            assertEquals(200, Arrays.stream(out.get("first").toDoubles()).sum());
        }
    }

    /** What the control variate learns from an update does not depend on the entropy's weight, what the policy learns does. */
    @Test
    void entropyIsNoPartOfTheTuning() {
        var env = new Scripted(Scripted.choices(3), 4, 10, (t, a) -> a);
        Map<String, HostTensor> plain = afterOneUpdate(env, 0);
        Map<String, HostTensor> spread = afterOneUpdate(env, 0.5);
        int estimators = 0;
        for (String n : plain.keySet()) {
            if (n.startsWith(PolicyProgram.ESTIMATOR)) {
                assertEquals(plain.get(n), spread.get(n), n);
                estimators++;
            } else if (n.startsWith(PolicyProgram.POLICY) && n.endsWith("weight")) {
                assertNotEquals(plain.get(n), spread.get(n), n);
            }
        }
        assertTrue(estimators > 3, plain.keySet().toString());
    }

    private static Map<String, HostTensor> afterOneUpdate(Scripted env, double entropyWeight) {
        ChoicePolicyTrainer trainer = ChoicePolicyTrainer.builder(env)
                .estimator(new Relax(NET, Coupling.INDEPENDENT))
                .tuning(new ControlTuning(new Adam(0.01), 1, ControlTuning.Objective.WHOLE_EPISODE))
                .practice(new Practice(3, 3).wanting(0.9, 1, entropyWeight))
                .settings(TrainingSettings.builder().showProgress(false).build())
                .build();
        ActionHead head = new ChoiceHead(0, 1, 2);
        PolicyGraphs graphs = new PolicyGraphs(new PolicyProgram(trainer, head, x -> x), head, 1);
        Stage stage = new Stage(env, head, new int[] {0}, trainer.practice());
        return new PracticeLoop(trainer, graphs, stage, Device.cpu(1), 7, trainer.listener(), null)
                .run()
                .variables();
    }
}
