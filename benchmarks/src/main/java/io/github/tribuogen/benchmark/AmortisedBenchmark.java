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
package io.github.tribuogen.benchmark;

import io.github.tribuogen.ebm.energy.Energy;
import io.github.tribuogen.ebm.energy.NetworkEnergy;
import io.github.tribuogen.ebm.jem.JEMTrainer;
import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.sampler.ReplayBuffer;
import io.github.tribuogen.ebm.vera.AmortisedSampler;
import io.github.tribuogen.ebm.vera.DensityObjective;
import io.github.tribuogen.ebm.vera.EntropyGradient;
import io.github.tribuogen.ebm.vera.HmcEntropyGradient;
import io.github.tribuogen.ebm.vera.ImportanceEntropyGradient;
import io.github.tribuogen.ebm.vera.LaplaceEntropyGradient;
import io.github.tribuogen.ebm.vera.VERAClassifierTrainer;
import io.github.tribuogen.ebm.vera.VERATrainer;
import io.github.tribuogen.neural.data.ImageLayout;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.BatchNormalisation;
import io.github.tribuogen.neural.nn.ConvLayer;
import io.github.tribuogen.neural.nn.ConvNet;
import io.github.tribuogen.neural.nn.DcganGenerator;
import io.github.tribuogen.neural.nn.LeakyRelu;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.NetworkGenerator;
import io.github.tribuogen.neural.nn.NoNormalisation;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * What an iteration of training by a generator costs: the paper's toy (batch 200, two layers of 100), its semi-supervised table (15
 * features, 2 classes, batch 64, the networks of over a million weights), by each estimator of the entropy's gradient; and beside a
 * joint model with 20 Langevin steps on the same network. Contenders take turns, and the processor's time counts.
 */
final class AmortisedBenchmark {
    private static final int ROWS = 2000;
    private static final StandardActivation RELU = new StandardActivation(StandardActivation.Function.RELU);
    private static final StandardActivation IDENTITY = new StandardActivation(StandardActivation.Function.IDENTITY);

    private AmortisedBenchmark() {}

    @SafeVarargs
    private static <T extends Output<T>> MutableDataset<T> rows(OutputFactory<T> factory, int d, T... outputs) {
        MutableDataset<T> data = new MutableDataset<>(new SimpleDataSourceProvenance("normal", factory), factory);
        SplittableRandom rng = new SplittableRandom(1);
        String[] names = new String[d];
        for (int j = 0; j < d; j++) {
            names[j] = String.format(Locale.ROOT, "%04d", j);
        }
        for (int i = 0; i < ROWS; i++) {
            double[] x = new double[d];
            for (int j = 0; j < d; j++) {
                x[j] = rng.nextGaussian();
            }
            data.add(new ArrayExample<>(outputs[i % outputs.length], names, x));
        }
        return data;
    }

    private static TrainingSettings settings(int batch, long steps, int threads, int together) {
        return TrainingSettings.builder()
                .batchSize(batch)
                .steps(steps)
                .stepsPerRun(together)
                .device(Device.cpu(threads))
                .showProgress(false)
                .build();
    }

    private static TrainingSettings settings(int batch, long steps, int threads) {
        return settings(batch, steps, threads, (int) Math.min(steps, 100));
    }

    private static Map<String, EntropyGradient> estimators() {
        Map<String, EntropyGradient> m = new LinkedHashMap<>();
        m.put("paper's, 20 draws", new ImportanceEntropyGradient());
        m.put("Laplace, moves", new LaplaceEntropyGradient());
        m.put("Laplace alone", new LaplaceEntropyGradient(8, 1, 0));
        m.put("chains", new HmcEntropyGradient());
        return m;
    }

    /** The processor's time of a training of so many steps, so that other work on the machine favours nobody. */
    private interface Training {
        double seconds(long steps);
    }

    private static <T extends Output<T>> Training of(
            LongFunction<NeuralTrainer<T, ?>> trainer, MutableDataset<T> data) {
        return steps -> {
            long before = processorNanos();
            trainer.apply(steps).train(data).close();
            return (processorNanos() - before) / 1e9;
        };
    }

    private static long processorNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("The system does not tell the processor's time"))
                .toNanos();
    }

    /** What further steps cost beyond those that compile and warm up; contenders in turns. */
    private static void time(Map<String, Training> contenders, int rounds, long steps, Report report) {
        Map<String, double[]> seconds = new LinkedHashMap<>();
        contenders.keySet().forEach(k -> seconds.put(k, new double[rounds]));
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Training> c : contenders.entrySet()) {
                double few = c.getValue().seconds(steps);
                seconds.get(c.getKey())[round] = (c.getValue().seconds(3 * steps) - few) / (2 * steps);
            }
        }
        report.line("| | processor's ms an iteration: median | least |\n|---|---|---|");
        seconds.forEach((name, all) -> {
            double[] sorted = all.clone();
            Arrays.sort(sorted);
            report.line(String.format(
                    Locale.ROOT, "| %s | %.3f | %.3f |", name, 1e3 * sorted[sorted.length / 2], 1e3 * sorted[0]));
        });
    }

    static void measure(int threads, int rounds, PythonPeer.Installation python, Report report) {
        besides(threads, rounds, python, report);
        toy(threads, rounds, report);
        table(threads, rounds, report);
        chains(threads, rounds, report);
        images(threads, rounds, report);
    }

    /** The clock's time, in turns with eager PyTorch doing the same. */
    private static void besides(int threads, int rounds, PythonPeer.Installation python, Report report) {
        report.section("VERA in turns with eager PyTorch, " + Report.threads(threads));
        report.line(
                "| iteration | ms: median | least | eager PyTorch, the paper's estimator | ratio |\n|---|---|---|---|---|");
        Energy energy = new NetworkEnergy(new Mlp(new LeakyRelu(0.2), 100, 100), null);
        MutableDataset<LogDensity> figure = rows(new LogDensityFactory(), 2, LogDensityFactory.OBSERVED);
        MutableDataset<Label> table = labelled();
        Map<String, EntropyGradient> estimators = new LinkedHashMap<>();
        estimators.put("the paper's estimator", new ImportanceEntropyGradient());
        estimators.put("Laplace, moves", new LaplaceEntropyGradient());
        estimators.put("Laplace alone", new LaplaceEntropyGradient(6, 1, 0));
        for (Map.Entry<String, EntropyGradient> estimator : estimators.entrySet()) {
            EntropyGradient e = estimator.getValue();
            String name = estimator.getKey();
            boolean ours = e instanceof LaplaceEntropyGradient;
            inTurns(
                    "a figure of the plane, " + name,
                    toyTrainer(
                            energy,
                            sampler(RELU, 2, ours, 100, 100).withEntropy(1, e),
                            50L * (rounds + 1),
                            threads,
                            50),
                    figure,
                    "toy",
                    50,
                    threads,
                    python,
                    report);
            StandardActivation softplus = new StandardActivation(StandardActivation.Function.SOFTPLUS);
            inTurns(
                    "a table with few labels, " + name,
                    table(
                            sampler(softplus, 16, ours, 500, 500, 500).withEntropy(1e-4, e),
                            10L * (rounds + 1),
                            threads,
                            10),
                    table,
                    "table",
                    10,
                    threads,
                    python,
                    report);
        }
    }

    private static AmortisedSampler sampler(StandardActivation f, int latent, boolean rowByRow, int... sizes) {
        Mlp network = new Mlp(f, sizes);
        return new AmortisedSampler(
                new NetworkGenerator(
                        rowByRow ? network : network.withNormalisation(new BatchNormalisation()), IDENTITY),
                latent);
    }

    private static <T extends Output<T>> void inTurns(
            String name,
            NeuralTrainer<T, ?> trainer,
            MutableDataset<T> data,
            String task,
            int window,
            int threads,
            PythonPeer.Installation python,
            Report report) {
        PythonPeer peer = python.exists()
                ? new PythonPeer(python, "vera.py", "--task", task, "--threads", Integer.toString(threads))
                : null;
        try (PeerTurns turns = new PeerTurns(peer, window, 1)) {
            trainer.setProgressListener(turns);
            trainer.train(data).close();
            turns.tell(name, report);
        }
    }

    private static void toy(int threads, int rounds, Report report) {
        long steps = 200;
        Energy energy = new NetworkEnergy(new Mlp(new LeakyRelu(0.2), 100, 100), null);
        MutableDataset<LogDensity> data = rows(new LogDensityFactory(), 2, LogDensityFactory.OBSERVED);
        Map<String, Training> contenders = new LinkedHashMap<>();
        AmortisedSampler paper = new AmortisedSampler(
                new NetworkGenerator(new Mlp(RELU, 100, 100).withNormalisation(new BatchNormalisation()), IDENTITY), 2);
        contenders.put(
                "paper's, 20 draws, batch normalisation",
                of(n -> toyTrainer(energy, paper.withEntropy(1, new ImportanceEntropyGradient()), n, threads), data));
        AmortisedSampler plain = new AmortisedSampler(new NetworkGenerator(new Mlp(RELU, 100, 100), IDENTITY), 2);
        estimators()
                .forEach((name, e) ->
                        contenders.put(name, of(n -> toyTrainer(energy, plain.withEntropy(1, e), n, threads), data)));
        report.section("VERA: a figure of the plane, batch 200, " + Report.threads(threads));
        time(contenders, rounds, steps, report);
        AmortisedSampler wide = new AmortisedSampler(new NetworkGenerator(new Mlp(RELU, 100, 100), IDENTITY), 32);
        MutableDataset<LogDensity> more = rows(new LogDensityFactory(), 64, LogDensityFactory.OBSERVED);
        Map<String, Training> latent = new LinkedHashMap<>();
        latent.put(
                "no entropy",
                of(n -> toyTrainer(energy, wide.withEntropy(0, new LaplaceEntropyGradient()), n, threads), more));
        estimators()
                .forEach((name, e) ->
                        latent.put(name, of(n -> toyTrainer(energy, wide.withEntropy(1, e), n, threads), more)));
        report.section("VERA: 64 features, 32 latent coordinates, batch 200, " + Report.threads(threads));
        time(latent, rounds, 100, report);
    }

    private static VERATrainer toyTrainer(Energy energy, AmortisedSampler sampler, long steps, int threads) {
        return toyTrainer(energy, sampler, steps, threads, (int) Math.min(steps, 100));
    }

    private static VERATrainer toyTrainer(
            Energy energy, AmortisedSampler sampler, long steps, int threads, int together) {
        return VERATrainer.builder(energy, sampler)
                .settings(settings(200, steps, threads, together))
                .build();
    }

    private static void table(int threads, int rounds, Report report) {
        long steps = 20;
        MutableDataset<Label> data = labelled();
        Map<String, Training> contenders = new LinkedHashMap<>();
        StandardActivation softplus = new StandardActivation(StandardActivation.Function.SOFTPLUS);
        AmortisedSampler paper = new AmortisedSampler(
                new NetworkGenerator(
                        new Mlp(softplus, 500, 500, 500).withNormalisation(new BatchNormalisation()), IDENTITY),
                16);
        AmortisedSampler plain =
                new AmortisedSampler(new NetworkGenerator(new Mlp(softplus, 500, 500, 500), IDENTITY), 16);
        contenders.put(
                "paper's, 20 draws, batch normalisation",
                of(n -> table(paper.withEntropy(1e-4, new ImportanceEntropyGradient()), n, threads), data));
        estimators()
                .forEach((name, e) ->
                        contenders.put(name, of(n -> table(plain.withEntropy(1e-4, e), n, threads), data)));
        report.section("VERA: a table of 15 features with few labels, batch 64, " + Report.threads(threads));
        time(contenders, rounds, steps, report);
    }

    private static MutableDataset<Label> labelled() {
        return rows(
                new LabelFactory(),
                15,
                new Label("a"),
                LabelFactory.UNKNOWN_LABEL,
                LabelFactory.UNKNOWN_LABEL,
                new Label("b"));
    }

    private static VERAClassifierTrainer table(AmortisedSampler sampler, long steps, int threads) {
        return table(sampler, steps, threads, (int) Math.min(steps, 100));
    }

    private static VERAClassifierTrainer table(AmortisedSampler sampler, long steps, int threads, int together) {
        return VERAClassifierTrainer.builder(new Mlp(new LeakyRelu(0.2), 1000, 500, 500, 250, 250, 250))
                .sampler(sampler)
                .objective(new DensityObjective(0.1))
                .weights(1, 0.1)
                .settings(settings(64, steps, threads, together))
                .build();
    }

    private static JEMTrainer.Builder jem(Network network) {
        return JEMTrainer.builder(network, new Adam(1e-4))
                .sampler(LangevinSampler.sgld(20, 1, 0.01))
                .memory(new ReplayBuffer(1000, 0.05));
    }

    private static void chains(int threads, int rounds, Report report) {
        long steps = 300;
        MutableDataset<Label> data = rows(new LabelFactory(), 64, new Label("a"), new Label("b"));
        Mlp network = new Mlp(new LeakyRelu(0.2), 256, 256);
        Map<String, Training> contenders = new LinkedHashMap<>();
        contenders.put(
                "JEM, 20 Langevin steps",
                of(n -> jem(network).settings(settings(64, n, threads)).build(), data));
        AmortisedSampler sampler = new AmortisedSampler(new NetworkGenerator(new Mlp(RELU, 128, 128), IDENTITY), 16);
        Map<String, EntropyGradient> estimators = estimators();
        estimators.put("Laplace alone, two iterations", new LaplaceEntropyGradient(2, 1, 0));
        estimators.forEach((name, e) -> contenders.put(
                "VERA, " + name,
                of(
                        n -> VERAClassifierTrainer.builder(network)
                                .sampler(sampler.withEntropy(1e-4, e))
                                .objective(new DensityObjective(0.1))
                                .settings(settings(64, n, threads))
                                .build(),
                        data)));
        report.section(
                "A joint model by a generator and by chains, MLP 64-256-256-2, batch 64, " + Report.threads(threads));
        time(contenders, rounds, steps, report);
    }

    /** The ConvNet of the experiments on MNIST, whose generator is transposed convolutions. */
    private static void images(int threads, int rounds, Report report) {
        int batch = 64;
        MutableDataset<Label> data = rows(new LabelFactory(), 28 * 28, new Label("a"), new Label("b"));
        ConvNet network = new ConvNet(new ConvLayer(16, 3, 2), new ConvLayer(32, 3, 2), new ConvLayer(64, 3, 2));
        ImageLayout layout = new ImageLayout(1, 28, 28);
        Map<String, Training> contenders = new LinkedHashMap<>();
        contenders.put(
                "JEM, 20 Langevin steps",
                of(
                        n -> jem(network)
                                .layout(layout)
                                .settings(settings(batch, n, threads))
                                .build(),
                        data));
        AmortisedSampler sampler = new AmortisedSampler(
                        new DcganGenerator(16, new NoNormalisation(), IDENTITY).withActivation(new LeakyRelu(0.2)), 32)
                .withEntropy(0.01, new LaplaceEntropyGradient(2, 1, 0));
        for (int penalised : new int[] {1, 4}) {
            contenders.put(
                    "VERA, Laplace alone, two iterations, gradient penalty at every " + penalised + ". step",
                    of(
                            n -> VERAClassifierTrainer.builder(network)
                                    .sampler(sampler)
                                    .objective(new DensityObjective(3).withPenaltyInterval(penalised))
                                    .layout(layout)
                                    .settings(settings(batch, n, threads))
                                    .build(),
                            data));
        }
        report.section("A joint model of images of 28x28 by a generator and by chains, ConvNet, batch 64, "
                + Report.threads(threads));
        time(contenders, rounds, 50, report);
    }
}
