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
package io.github.tribuogen.integration.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.github.tribuogen.flow.FlowModel;
import io.github.tribuogen.flow.FlowTrainer;
import io.github.tribuogen.flow.bijection.ActNorm;
import io.github.tribuogen.flow.bijection.AffineCoupling;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.BijectionChain;
import io.github.tribuogen.flow.bijection.CouplingScale;
import io.github.tribuogen.flow.bijection.InvertibleLinear;
import io.github.tribuogen.flow.bijection.MaskedAutoregressive;
import io.github.tribuogen.flow.bijection.MovingBatchNormalisation;
import io.github.tribuogen.flow.bijection.Partition;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.ExactDivergence;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.cnf.TimeLayer;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.FixedStepSolver;
import io.github.tribuogen.flow.ode.Method;
import io.github.tribuogen.flow.ode.Unrolled;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.AdamW;
import io.github.tribuogen.neural.optim.CosineSchedule;
import io.github.tribuogen.neural.optim.WarmUpSchedule;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;

/**
 * Flows on tables at equal training time: FFJORD, RealNVP, Glow and MAF on parts of POWER and MINIBOONE, in folders that the
 * properties {@code tribuogen.power} and {@code tribuogen.miniboone} name. Time is the processor's, validation included, so that
 * other work on the machine favours nobody; {@code tribuogen.seconds}, {@code tribuogen.seeds} and {@code tribuogen.flows} say how
 * long, how often and which.
 */
@Tag("slow")
class TabularFlowsExperimentTest {
    private static final int SECONDS = Integer.getInteger("tribuogen.seconds", 60);
    private static final int TRIAL = 60;
    private static final StandardActivation TANH = new StandardActivation(StandardActivation.Function.TANH);

    /** Which rate, batch and size: see docs/results/flows.md for what was tried. */
    private static Map<String, Contender> powerFlows() {
        Map<String, Contender> all = new LinkedHashMap<>();
        all.put("FFJORD", new Contender(ffjord(2, 64), 256, 1e-2, 1e-4));
        all.put("RealNVP", new Contender(realNvp(60), 256, 5e-3, 1e-4));
        all.put("Glow", new Contender(glow(60), 256, 5e-3, 1e-4));
        all.put("MAF", new Contender(maf(60), 256, 5e-3, 1e-4));
        return all;
    }

    /** With so few rows everything overfits: all weights decay strongly. */
    private static Map<String, Contender> minibooneFlows() {
        Map<String, Contender> all = new LinkedHashMap<>();
        all.put("FFJORD", new Contender(ffjord(2, 64, new InvertibleLinear()), 128, 5e-3, 0.3));
        all.put("RealNVP", new Contender(realNvp(128), 128, 1e-3, 1));
        all.put("Glow", new Contender(glow(128), 128, 1e-3, 1));
        all.put("MAF", new Contender(maf(128), 128, 1e-3, 1));
        return all;
    }

    @Test
    void power() throws IOException {
        List<double[]> rows = new ArrayList<>();
        SplittableRandom noise = new SplittableRandom(42);
        for (String[] f : Table.read("tribuogen.power", "household_power_consumption-37283rows.txt.gz", ";")) {
            if (f.length == 9 && !f[0].equals("Date") && !Arrays.asList(f).contains("?")) {
                String[] clock = f[1].split(":");
                rows.add(new double[] {
                    Double.parseDouble(f[2]) + 0.001 * noise.nextDouble(),
                    Double.parseDouble(f[4]) + 0.01 * noise.nextDouble(),
                    Double.parseDouble(f[6]) + noise.nextDouble(),
                    Double.parseDouble(f[7]) + noise.nextDouble(),
                    Double.parseDouble(f[8].trim()) + noise.nextDouble(),
                    Integer.parseInt(clock[0]) * 60.0 + Integer.parseInt(clock[1])
                });
            }
        }
        compare("POWER", rows, powerFlows());
    }

    @Test
    void miniboone() throws IOException {
        List<double[]> rows = new ArrayList<>();
        for (String[] f : Table.read("tribuogen.miniboone", "miniboone-first1523x43.csv.gz", ",")) {
            rows.add(Arrays.stream(f).mapToDouble(Double::parseDouble).toArray());
        }
        compare("MINIBOONE", rows, minibooneFlows());
    }

    /** A flow and how it is trained; chosen on the validation rows of seed 1. */
    private record Contender(Bijection flow, int batch, double rate, double decay) {
        FlowTrainer trainer(int steps, int seed) {
            return FlowTrainer.builder(
                            flow,
                            new AdamW(rate, decay)
                                    .withSchedule(
                                            new WarmUpSchedule(20, new CosineSchedule(Math.max(steps, 21), 0.02))))
                    .preprocessor(new Standardisation())
                    .settings(TrainingSettings.builder()
                            .batchSize(batch)
                            .steps(steps)
                            .validation(0.1, new EarlyStopping(Math.max(20, steps / 30), 0, true))
                            .device(Device.cpu(1))
                            .showProgress(false)
                            .build())
                    .seed(seed)
                    .build();
        }

        /** As many steps as the processor does in the given time; told from short runs of different lengths. */
        int steps(Dataset<LogDensity> train) {
            seconds(trainer(TRIAL, 1), train); // loads classes and libraries
            double few = seconds(trainer(TRIAL, 1), train);
            double many = seconds(trainer(4 * TRIAL, 1), train);
            double each = Math.max((many - few) / (3 * TRIAL), 0.3 * many / (4 * TRIAL));
            return (int) Math.max(TRIAL, SECONDS / each);
        }

        private static double seconds(FlowTrainer trainer, Dataset<LogDensity> train) {
            double start = processorSeconds();
            trainer.train(train).close();
            return processorSeconds() - start;
        }
    }

    private static double processorSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    private static void compare(String name, List<double[]> rows, Map<String, Contender> contenders)
            throws IOException {
        Table.shuffle(rows);
        int test = rows.size() / 10;
        List<double[]> fitted = rows.subList(test, rows.size());
        List<double[]> held = rows.subList(0, test);
        Dataset<LogDensity> train = Table.densities(name, fitted);
        double volume = logVolume(fitted);
        List<String> chosen = List.of(System.getProperty("tribuogen.flows", String.join(",", contenders.keySet()))
                .split(","));
        Figures figures = new Figures(name + ", " + train.size() + " training and " + test + " test rows, " + SECONDS
                + " s of one processor each");
        for (String flow : chosen) {
            int steps = contenders.get(flow).steps(train);
            figures.add(flow + " steps", steps);
            for (int seed = 1; seed <= Integer.getInteger("tribuogen.seeds", 1); seed++) {
                double start = processorSeconds();
                try (FlowModel model = contenders.get(flow).trainer(steps, seed).train(train)) {
                    double seconds = processorSeconds() - start;
                    double nll = -Arrays.stream(model.logDensity(model.toRows(Table.densities(name, held))))
                            .average()
                            .orElseThrow();
                    float[] curve = model.trainingHistory()
                            .curves()
                            .get("validation-NLL")
                            .values();
                    int best = 0;
                    for (int i = 1; i < curve.length; i++) {
                        best = curve[i] < curve[best] ? i : best;
                    }
                    // in the units of standardised features, as the literature gives it
                    figures.add(flow + " NLL, nats", nll - volume)
                            .add(flow + " NLL of validation rows", curve[best] - volume)
                            .add(flow + " share of the time after which it was best", (best + 1.0) / curve.length)
                            .add(flow + " seconds", seconds)
                            .write("flow-" + name.toLowerCase(Locale.ROOT));
                }
            }
        }
        // which one is best depends on the time given, see docs/results/flows.md; all know more than independent
        // Gaussians
        double gaussians = 0.5 * held.get(0).length * Math.log(2 * Math.PI * Math.E);
        for (String flow : chosen) {
            assertTrue(figures.median(flow + " NLL, nats") < gaussians, () -> flow + ": " + figures.markdown());
        }
    }

    /** The sum of the logarithms of the features' standard deviations. */
    private static double logVolume(List<double[]> rows) {
        double sum = 0;
        for (int j = 0; j < rows.get(0).length; j++) {
            int column = j;
            double mean = rows.stream().mapToDouble(r -> r[column]).average().orElseThrow();
            double variance = rows.stream()
                    .mapToDouble(r -> (r[column] - mean) * (r[column] - mean))
                    .average()
                    .orElseThrow();
            sum += Math.log(variance) / 2;
        }
        return sum;
    }

    /**
     * Flows of one hidden layer: their exact trace costs nothing beside the value, and four steps of rk4 written out are
     * differentiated without computing them again.
     */
    private static Bijection ffjord(int flows, int hidden, Bijection... before) {
        ContinuousFlow flow = ContinuousFlow.builder(new MlpDynamics(TimeLayer.CONCAT_SQUASH, TANH, hidden))
                .divergence(new ExactDivergence())
                .solver(new FixedStepSolver(Method.RK4, 4), new Unrolled())
                .test(AdaptiveSolver.dopri5(1e-5), new ExactDivergence())
                .build();
        List<Bijection> parts = new ArrayList<>(List.of(before));
        parts.addAll(Collections.nCopies(flows, flow));
        return new BijectionChain(parts);
    }

    private static Bijection realNvp(int hidden) {
        List<Bijection> parts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            parts.add(new AffineCoupling(new Mlp(TANH, hidden, hidden), i % 2 == 1));
            parts.add(new MovingBatchNormalisation());
        }
        return new BijectionChain(parts);
    }

    private static Bijection glow(int hidden) {
        List<Bijection> parts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            parts.add(new ActNorm());
            parts.add(new InvertibleLinear());
            parts.add(
                    new AffineCoupling(new Mlp(TANH, hidden, hidden), false, Partition.HALVES, CouplingScale.SIGMOID));
        }
        return new BijectionChain(parts);
    }

    private static Bijection maf(int hidden) {
        List<Bijection> parts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            parts.add(new MaskedAutoregressive(TANH, i % 2 == 1, hidden, hidden));
            parts.add(new MovingBatchNormalisation());
        }
        return new BijectionChain(parts);
    }
}
