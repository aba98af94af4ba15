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
package io.github.tribuogen.ebm.jem;

import static io.github.tribuogen.ebm.GraphTests.constant;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import io.github.tribuogen.ebm.GraphTests;
import io.github.tribuogen.ebm.energy.JointEnergy;
import io.github.tribuogen.ebm.sampler.ChainMemory;
import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.sampler.MalaSampler;
import io.github.tribuogen.ebm.sampler.ReplayBuffer;
import io.github.tribuogen.ebm.sampler.ShortRun;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.BatchNormalisation;
import io.github.tribuogen.neural.nn.Losses;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.optim.Sgd;
import io.github.tribuogen.neural.optim.StepSchedule;
import io.github.tribuogen.neural.optim.WarmUpSchedule;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.DivergenceGuard;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingDivergedException;
import io.github.tribuogen.neural.runtime.TrainingLoop;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import io.github.tribuogen.neural.runtime.TrainingResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JEMProgramTest {
    private static final int N = 60;
    private static final int D = 2;
    private static final int B = 16;

    /** Two normal clusters, half of each labelled. */
    private static TrainingData data() {
        SplittableRandom rng = new SplittableRandom(3);
        float[] x = new float[N * D];
        long[] y = new long[N];
        for (int i = 0; i < N; i++) {
            y[i] = i % 2;
            x[2 * i] = (float) ((y[i] == 0 ? -0.5 : 0.5) + 0.2 * rng.nextGaussian());
            x[2 * i + 1] = (float) (0.2 * rng.nextGaussian());
        }
        int[] labelled = new int[N / 2];
        for (int i = 0; i < labelled.length; i++) {
            labelled[i] = i;
        }
        return TrainingData.builder()
                .column(JEMProgram.POINTS, HostTensor.of(x, N, D))
                .column(JEMProgram.CLASSES, HostTensor.of(y, N))
                .stream(JEMProgram.UNLABELLED, B)
                .stream(JEMProgram.LABELLED, B, labelled)
                .build();
    }

    private static ChainMemory.Fitted fit(ChainMemory memory, int classes) {
        return memory.fit(data().columns().get(JEMProgram.POINTS), new int[N], classes);
    }

    /** A program whose parts can be changed one at a time. */
    private static final class Setup {
        Network network = new Mlp(12);
        int outputs = 2;
        JEMObjective objective = new JEMObjective();
        io.github.tribuogen.ebm.sampler.Sampler sampler = LangevinSampler.sgld(5, 0.1, 0.05);
        ChainMemory memory = new ReplayBuffer(40, 0.1);
        double noise = 0.03;
        Optimiser optimiser = new Adam(1e-3);
        WeightAveraging averaging = null;
        boolean together = true;

        JEMProgram program() {
            return new JEMProgram(
                    network,
                    outputs,
                    objective,
                    new JEMProgram.Chains(sampler, fit(memory, outputs)),
                    new JEMProgram.Inputs(noise, null),
                    new JEMProgram.Updates(optimiser, averaging),
                    together);
        }

        TrainingLoop.Builder loop(long steps) {
            return TrainingLoop.builder(program(), data(), steps)
                    .device(Device.cpu(1))
                    .seed(7);
        }
    }

    private static Map<String, HostTensor> below(String scope, Map<String, HostTensor> all) {
        Map<String, HostTensor> some = new LinkedHashMap<>();
        all.forEach((k, v) -> {
            if (k.startsWith(scope + "/")) {
                some.put(k, v);
            }
        });
        return some;
    }

    @Test
    void tellsWhatToWatch() {
        TrainingResult r = new Setup().loop(30).train();
        for (String name : List.of(
                "loss",
                "gap",
                "score of data",
                "score of samples",
                "samples outside",
                "buffer age",
                "cross-entropy",
                "accuracy",
                "logit scale")) {
            assertEquals(30, r.metrics().get(name).length, name);
        }
        float[] loss = r.metrics().get("loss");
        for (int i = 0; i < loss.length; i++) {
            assertEquals(r.metrics().get("gap")[i] + r.metrics().get("cross-entropy")[i], loss[i], 1e-5);
        }
    }

    @Test
    void withoutDensityTermTheWeightsAreThePlainClassifiers() {
        Setup s = new Setup();
        s.objective = new JEMObjective(0, 1, 0);
        TrainingProgram plain = step -> {
            Tensor x = step.batch(JEMProgram.LABELLED, "x");
            x = x.add(step.random("inputNoise").normalLike(x).mul(s.noise));
            ParameterScope net = step.scope("network");
            Tensor loss = Losses.crossEntropy(s.network.apply(net, x, 2), step.batch(JEMProgram.LABELLED, "y"))
                    .mean();
            step.minimise(loss, net, s.optimiser);
            step.metric("loss", loss);
        };
        TrainingResult jem = s.loop(50).train();
        TrainingResult other = TrainingLoop.builder(plain, data(), 50)
                .device(Device.cpu(1))
                .seed(7)
                .train();
        assertEquals(below("network", other.variables()), below("network", jem.variables()));
        assertTrue(below("chains", jem.variables()).isEmpty(), "no chain is built");
    }

    @Test
    void oneOutputIsADensityAlone() {
        Setup s = new Setup();
        s.outputs = 1;
        s.memory = new ReplayBuffer(40, 0.1);
        TrainingData d = TrainingData.builder()
                .column("x", data().columns().get("x"))
                .column("y", HostTensor.of(new long[N], N))
                .stream(JEMProgram.UNLABELLED, B)
                .stream(JEMProgram.LABELLED, B)
                .build();
        TrainingResult both = TrainingLoop.builder(s.program(), d, 30)
                .device(Device.cpu(1))
                .seed(7)
                .train();
        for (float ce : both.metrics().get("cross-entropy")) {
            assertEquals(0, ce);
        }
        s.objective = new JEMObjective(1, 0, 0);
        TrainingResult density = TrainingLoop.builder(s.program(), d, 30)
                .device(Device.cpu(1))
                .seed(7)
                .train();
        Map<String, HostTensor> expected = below("network", density.variables());
        below("network", both.variables())
                .forEach((k, v) -> assertArrayEquals(expected.get(k).toDoubles(), v.toDoubles(), 1e-5, k));
    }

    @Test
    void resumingGivesTheUninterruptedRun(@TempDir Path dir) {
        Setup s = new Setup();
        s.averaging = new WeightAveraging();
        Path file = dir.resolve("jem.checkpoint");
        Map<String, HostTensor> whole = s.loop(40).train().variables();
        s.loop(23).checkpoint(file, 10, true).train();
        TrainingResult resumed = s.loop(40).checkpoint(file, 10, true).train();
        assertEquals(23, resumed.firstStep());
        assertEquals(whole, resumed.variables());
    }

    @Test
    void batchesTogetherOrOneByOneGiveTheSame() {
        Setup s = new Setup();
        s.objective = new JEMObjective(1, 1, 0.5).withEnergyPenalty(0.1);
        TrainingResult together = s.loop(10).dtype(DType.FLOAT64).train();
        s.together = false;
        TrainingResult apart = s.loop(10).dtype(DType.FLOAT64).train();
        together.variables()
                .forEach((k, v) -> assertArrayEquals(
                        v.toDoubles(), apart.variables().get(k).toDoubles(), 1e-9, k));
        assertArrayEquals(
                together.metrics().get("score of data"), apart.metrics().get("score of data"), 1e-5f);
    }

    @Test
    void everyKindOfChainAndMemoryTrains() {
        Setup s = new Setup();
        s.objective = new JEMObjective(0, 0, 1);
        assertTrue(s.loop(20).train().metrics().containsKey("gap"));
        s.objective = new JEMObjective(1, 1, 1).withClassConditionalChains();
        s.sampler = new MalaSampler(5, 0.01);
        assertTrue(s.loop(20).train().recent("acceptance", 20) > 0.3);
        s.memory = new ShortRun();
        s.sampler = LangevinSampler.clamped(5, 0.1, 0.05);
        TrainingResult r = s.loop(20).train();
        assertEquals(0, r.recent("samples outside", 20));
        assertTrue(below("chains", r.variables()).isEmpty());
    }

    /** One step of plain descent moves the parameters by the analytic two-phase difference with the kept samples. */
    @Test
    void samplesCarryNoGradient() {
        Setup s = new Setup();
        double rate = 0.01;
        s.objective = new JEMObjective(1, 0, 0);
        s.optimiser = new Sgd(rate);
        s.noise = 0;
        s.memory = new ReplayBuffer(100_000, 0.1);
        long seed = 12;
        TrainingData d =
                TrainingData.builder()
                        .column("x", data().columns().get("x"))
                        .column("y", data().columns().get("y"))
                        .stream(JEMProgram.UNLABELLED, N) // a batch is all data
                        .build();
        Map<String, HostTensor> before = run(s, d, seed, 0);
        Map<String, HostTensor> after = run(s, d, seed, 1);
        double[] old = before.get("chains/samples").toDoubles();
        double[] now = after.get("chains/samples").toDoubles();
        List<Double> kept = new java.util.ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            if (old[2 * i] != now[2 * i]) {
                kept.add(now[2 * i]);
                kept.add(now[2 * i + 1]);
            }
        }
        int m = kept.size() / 2;
        assertEquals(N, m, "with this seed no slot is drawn twice");
        Graph g = new Graph();
        Map<String, Tensor> values = new LinkedHashMap<>();
        below("network", before).forEach((k, v) -> values.put(k, g.constant(v)));
        ParameterScope net =
                ParameterScope.of(Variables.bound(g, DType.FLOAT64, values)).child("network");
        JointEnergy energy = new JointEnergy(x -> s.network.apply(net, x, 2));
        Tensor xd = constant(g, data().columns().get("x").toDoubles(), N, D);
        Tensor xq = constant(g, kept.stream().mapToDouble(v -> v).toArray(), m, D);
        Tensor difference = energy.marginal()
                .logDensity(xq)
                .mean()
                .sub(energy.marginal().logDensity(xd).mean());
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        values.forEach((k, t) -> gradients.put(k, Gradients.grad(difference, t)));
        GraphTests.run(gradients).forEach((k, gradient) -> {
            double[] p0 = before.get(k).toDoubles();
            double[] p1 = after.get(k).toDoubles();
            for (int i = 0; i < p0.length; i++) {
                assertEquals(gradient.get(i), (p0[i] - p1[i]) / rate, 1e-9, k);
            }
        });
    }

    private static Map<String, HostTensor> run(Setup s, TrainingData d, long seed, long steps) {
        return TrainingLoop.builder(s.program(), d, steps)
                .device(Device.cpu(1))
                .dtype(DType.FLOAT64)
                .seed(seed)
                .train()
                .variables();
    }

    @Test
    void equalSamplesAndDataCancel() {
        Graph g = new Graph();
        Tensor f = constant(g, GraphTests.random(1, 20, 3), 10, 2);
        JEMObjective density = new JEMObjective(1, 0, 0);
        Tensor loss = density.loss(new JEMObjective.Logits(f, f, null, null, null));
        assertEquals(0, GraphTests.values(loss)[0]);
        assertArrayEquals(new double[20], GraphTests.values(Gradients.grad(loss, f)));
    }

    /** A constant on all logits changes neither the chains nor the gradient of the density term. */
    @Test
    void aConstantOnAllLogitsChangesNothing() {
        Setup s = new Setup();
        s.objective = new JEMObjective(1, 0, 0);
        Map<String, HostTensor> plain = run(s, data(), 5, 10);
        s.network = shifted(s.network, 3);
        Map<String, HostTensor> moved = run(s, data(), 5, 10);
        plain.forEach((k, v) -> assertArrayEquals(v.toDoubles(), moved.get(k).toDoubles(), 1e-8, k));
    }

    private static Network shifted(Network inner, double by) {
        return new Network() {
            @Override
            public Tensor apply(ParameterScope scope, Tensor x, long outputs) {
                return inner.apply(scope, x, outputs).add(by);
            }

            @Override
            public ConfiguredObjectProvenance getProvenance() {
                return inner.getProvenance();
            }
        };
    }

    /**
     * f(x) = a x + b x^2 on a grid: the mean of the two-phase gradient over 500 exact batches agrees with the gradient of
     * the likelihood within 3 standard errors, so each of the two comparisons fails by chance with probability 0.003.
     */
    @Test
    void twoPhaseGradientIsThatOfTheLikelihood() {
        double a = 0.7;
        double b = -0.9;
        int points = 41;
        double[] grid = new double[points];
        double[] p = new double[points];
        double z = 0;
        for (int i = 0; i < points; i++) {
            grid[i] = -2 + 0.1 * i;
            p[i] = Math.exp(a * grid[i] + b * grid[i] * grid[i]);
            z += p[i];
        }
        double[] moments = new double[2];
        for (int i = 0; i < points; i++) {
            p[i] /= z;
            moments[0] += p[i] * grid[i];
            moments[1] += p[i] * grid[i] * grid[i];
        }
        double[] xd = GraphTests.random(2, 50, 1);
        double[] exact = new double[] {moments[0], moments[1]}; // of -mean log p(xd)
        for (double x : xd) {
            exact[0] -= x / xd.length;
            exact[1] -= x * x / xd.length;
        }
        SplittableRandom rng = new SplittableRandom(8);
        int repeats = 500;
        int batch = 20;
        double[] xq = new double[repeats * batch];
        for (int i = 0; i < xq.length; i++) {
            double u = rng.nextDouble();
            int j = 0;
            while (j < points - 1 && u > p[j]) {
                u -= p[j++];
            }
            xq[i] = grid[j];
        }
        Graph g = new Graph();
        Tensor theta = constant(g, new double[] {a, b}, 2, 1);
        JointEnergy e = new JointEnergy(x -> io.github.tribuogen.neural.graph.Tensors.concat(1, x, x.square())
                .matMul(theta));
        JEMObjective density = new JEMObjective(1, 0, 0);
        double[] sum = new double[2];
        double[] squares = new double[2];
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        Tensor data = constant(g, xd, xd.length, 1);
        for (int r = 0; r < repeats; r++) {
            Tensor q = constant(g, java.util.Arrays.copyOfRange(xq, r * batch, (r + 1) * batch), batch, 1);
            Tensor loss = density.loss(new JEMObjective.Logits(e.logits(data), e.logits(q), null, null, null));
            outputs.put("g" + r, Gradients.grad(loss, theta).reshape(2));
        }
        GraphTests.run(outputs).values().forEach(v -> {
            for (int k = 0; k < 2; k++) {
                sum[k] += v.get(k) / repeats;
                squares[k] += v.get(k) * v.get(k) / repeats;
            }
        });
        for (int k = 0; k < 2; k++) {
            double error = Math.sqrt((squares[k] - sum[k] * sum[k]) / repeats);
            assertEquals(exact[k], sum[k], 3 * error);
        }
    }

    @Test
    void warmUpAndDecayAreThoseOfThePaper() {
        double lr0 = 1e-4;
        var schedule = new WarmUpSchedule(1000, new StepSchedule(0.3, 60_000, 70_000));
        assertEquals(0, lr0 * schedule.value(0));
        assertEquals(lr0 / 2, lr0 * schedule.value(500), 1e-18);
        assertEquals(lr0, lr0 * schedule.value(1000), 1e-18);
        assertEquals(0.3 * lr0, lr0 * schedule.value(65_000), 1e-18);
        assertEquals(0.09 * lr0, lr0 * schedule.value(80_000), 1e-18);
        Setup s = new Setup();
        s.optimiser = new Adam(1e-3).withSchedule(schedule);
        Map<String, HostTensor> start = s.loop(0).train().variables();
        Map<String, HostTensor> first = s.loop(1).train().variables();
        assertEquals(below("network", start), below("network", first), "the first update has rate 0");
        assertFalse(below("network", start)
                .equals(below("network", s.loop(2).train().variables())));
    }

    @Test
    void averagedWeightsFollowTheWeights() {
        Setup s = new Setup();
        s.averaging = new WeightAveraging(0.5, true);
        Map<String, HostTensor> v = s.loop(1).train().variables();
        below("network", v)
                .forEach((k, p) -> assertArrayEquals(
                        p.toDoubles(),
                        v.get("averaging/" + WeightAveraging.variableOf(k)).toDoubles(),
                        1e-6));
    }

    @Test
    void runawayIsDetectedRolledBackAndGivenUp() {
        Setup s = new Setup();
        s.optimiser = new Adam(50);
        s.sampler = LangevinSampler.sgld(20, 10, 0.01);
        s.objective = new JEMObjective().withBounds(1e8, 50);
        TrainingDivergedException e = assertThrows(TrainingDivergedException.class, () -> s.loop(300)
                .stepsPerRun(10)
                .guard(new DivergenceGuard(2, 0.9, 10))
                .train());
        assertTrue(e.getMessage().contains("after 2 returns"), e.getMessage());
        s.optimiser = new Adam(0.5);
        s.objective = new JEMObjective().withBounds(1e8, 20);
        TrainingResult r = s.loop(200)
                .stepsPerRun(10)
                .guard(new DivergenceGuard(20, 0.2, 10))
                .train();
        assertFalse(r.rollbacks().isEmpty());
        assertTrue(
                r.rollbacks().get(0).contains("gap") || r.rollbacks().get(0).contains("loss"),
                r.rollbacks().get(0));
        assertEquals(200, r.steps());
    }

    /** Without steps the samples stay noise, and the energy of data falls without bound. */
    @Test
    void samplersTooWeakAreDetected() {
        Setup s = new Setup();
        s.sampler = LangevinSampler.sgld(0, 1, 0.01);
        s.optimiser = new Adam(0.05);
        s.objective = new JEMObjective(1, 0, 0).withBounds(1e8, 20);
        TrainingDivergedException e = assertThrows(
                TrainingDivergedException.class,
                () -> s.loop(2000).guard(new DivergenceGuard(0, 0.5, 100)).train());
        assertTrue(e.getMessage().contains("gap beyond 20"), e.getMessage());
    }

    @Test
    void batchNormalisationIsRefused() {
        Setup s = new Setup();
        s.network = new Mlp(12).withNormalisation(new BatchNormalisation());
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> s.loop(1).train());
        assertTrue(e.getMessage().contains("batch"), e.getMessage());
    }

    @Test
    void badWeightsAreRefused() {
        assertThrows(PropertyException.class, () -> new JEMObjective(-1, 1, 0));
        assertThrows(PropertyException.class, () -> new JEMObjective(0, 0, 0));
        assertThrows(PropertyException.class, () -> new JEMObjective(0, 1, 0).withEnergyPenalty(0.1));
        assertThrows(PropertyException.class, () -> new JEMObjective().withBounds(0, 1));
    }
}
