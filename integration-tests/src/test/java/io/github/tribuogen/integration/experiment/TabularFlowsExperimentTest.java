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

import com.oracle.labs.mlrg.olcut.provenance.primitives.DoubleProvenance;
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
import io.github.tribuogen.flow.cnf.HutchinsonDivergence;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.cnf.ProbeNoise;
import io.github.tribuogen.flow.cnf.TimeLayer;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.FixedStepSolver;
import io.github.tribuogen.flow.ode.Method;
import io.github.tribuogen.flow.ode.Replay;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;

/**
 * Flows on tables at equal training time: FFJORD, RealNVP, Glow and MAF on parts of POWER and MINIBOONE, in folders that the
 * properties {@code tribuogen.power} and {@code tribuogen.miniboone} name.
 */
@Tag("slow")
class TabularFlowsExperimentTest {
    private static final int SECONDS = Integer.getInteger("tribuogen.seconds", 120);
    private static final StandardActivation TANH = new StandardActivation(StandardActivation.Function.TANH);
    private static final StandardActivation SOFTPLUS = new StandardActivation(StandardActivation.Function.SOFTPLUS);

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
        compare("POWER", rows, 60, 512);
    }

    @Test
    void miniboone() throws IOException {
        List<double[]> rows = new ArrayList<>();
        for (String[] f : Table.read("tribuogen.miniboone", "miniboone-first1523x43.csv.gz", ",")) {
            rows.add(Arrays.stream(f).mapToDouble(Double::parseDouble).toArray());
        }
        compare("MINIBOONE", rows, 128, 128);
    }

    private static void compare(String name, List<double[]> rows, int hidden, int batch) throws IOException {
        Table.shuffle(rows);
        int test = rows.size() / 10;
        Dataset<LogDensity> train = Table.densities(name, rows.subList(test, rows.size()));
        List<double[]> held = rows.subList(0, test);
        Map<String, Bijection> flows = new LinkedHashMap<>();
        flows.put("FFJORD", ffjord(hidden));
        flows.put("RealNVP", realNvp(hidden));
        flows.put("Glow", glow(hidden));
        flows.put("MAF", maf(hidden));
        Figures figures = new Figures(
                name + ", " + train.size() + " training and " + test + " test rows, " + SECONDS + " s each, seed 1");
        for (Map.Entry<String, Bijection> flow : flows.entrySet()) {
            int trial = 40;
            double rate = trial / seconds(trainer(flow.getValue(), batch, trial).train(train));
            int steps = (int) Math.max(trial, rate * SECONDS);
            FlowModel model = trainer(flow.getValue(), batch, steps).train(train);
            double nll = -Arrays.stream(model.logDensity(model.toRows(Table.densities(name, held))))
                    .average()
                    .orElseThrow();
            // in the units of standardised features, as the literature gives it
            figures.add(flow.getKey() + " NLL, nats", nll - logVolume(rows.subList(test, rows.size())))
                    .add(flow.getKey() + " steps", steps)
                    .add(flow.getKey() + " seconds", seconds(model))
                    .write("flow-" + name.toLowerCase(java.util.Locale.ROOT));
            model.close();
        }
        // which one is best depends on the time given, see docs/results.md; all know more than independent Gaussians
        double gaussians = 0.5 * held.get(0).length * Math.log(2 * Math.PI * Math.E);
        for (String flow : flows.keySet()) {
            assertTrue(figures.median(flow + " NLL, nats") < gaussians, () -> flow + ": " + figures.markdown());
        }
    }

    private static double seconds(FlowModel model) {
        return ((DoubleProvenance)
                        model.getProvenance().getInstanceProvenance().getMap().get("train-seconds"))
                .getValue();
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

    private static FlowTrainer trainer(Bijection bijection, int batch, int steps) {
        return FlowTrainer.builder(
                        bijection,
                        new AdamW(2e-3, 1e-4)
                                .withSchedule(new WarmUpSchedule(20, new CosineSchedule(Math.max(steps, 21), 0.02))))
                .preprocessor(new Standardisation())
                .settings(TrainingSettings.builder()
                        .batchSize(batch)
                        .steps(steps)
                        .validation(0.1, new EarlyStopping(Math.max(20, steps / 40), 0, true))
                        .device(Device.cpu(Integer.getInteger("tribuogen.threads", 1)))
                        .showProgress(false)
                        .build())
                .seed(1)
                .build();
    }

    private static Bijection ffjord(int hidden) {
        ContinuousFlow flow = ContinuousFlow.builder(new MlpDynamics(TimeLayer.CONCAT_SQUASH, SOFTPLUS, hidden, hidden))
                .divergence(new HutchinsonDivergence(ProbeNoise.RADEMACHER, 1, false))
                .solver(new FixedStepSolver(Method.RK4, 4), new Replay())
                .test(AdaptiveSolver.dopri5(1e-5), new ExactDivergence())
                .build();
        return new BijectionChain(List.of(flow, flow));
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
