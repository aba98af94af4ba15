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

import io.github.tribuogen.gradest.control.ControlVariateSum;
import io.github.tribuogen.gradest.control.NetworkControlVariate;
import io.github.tribuogen.gradest.control.RelaxedLoss;
import io.github.tribuogen.gradest.estimator.Arm;
import io.github.tribuogen.gradest.estimator.Estimate;
import io.github.tribuogen.gradest.estimator.GradientEstimator;
import io.github.tribuogen.gradest.estimator.Relax;
import io.github.tribuogen.gradest.law.Bernoulli;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.vae.DiscreteVAETrainer;
import io.github.tribuogen.gradest.vae.StochasticLayer;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.StepContext;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingLoop;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * What a step of RELAX costs: on the paper's toy of one coin, and of the one- and two-layer autoencoders with 200 codes a layer, batch 24,
 * a control variate of four layers of 200 added to the relaxed loss. Given Python, eager PyTorch does the same in turns.
 */
final class GradientBenchmark {
    private static final int TOY_WINDOW = 20_000;
    private static final int VAE_WINDOW = 200;
    private static final int BATCH = 24;
    private static final int PIXELS = 784;
    private static final int CODES = 200;

    private GradientBenchmark() {}

    static void measure(int threads, int rounds, PythonPeer.Installation python, Report report) {
        report.section("Gradient estimators, " + Report.threads(threads));
        report.line("| step | ms: median | least | eager PyTorch, in turns | ratio |\n|---|---|---|---|---|");
        try (PeerTurns turns = new PeerTurns(peer(python, "toy", threads), TOY_WINDOW, 1)) {
            TrainingData none = TrainingData.builder().column("none", HostTensor.of(new float[1], 1, 1)).stream(
                            "none", 1)
                    .build();
            TrainingLoop.builder(GradientBenchmark::toy, none, (long) TOY_WINDOW * (Math.min(rounds, 5) + 1))
                    .device(Device.cpu(threads))
                    .stepsPerRun(TOY_WINDOW)
                    .progress("toy", turns)
                    .train();
            turns.tell("the toy, RELAX", report);
        }
        vae("one layer, RELAX", relax(), "vae", 1, threads, rounds, python, report);
        vae("two layers, RELAX", relax(), "vae2", 2, threads, rounds, python, report);
        vae("one layer, DisARM", new Arm(), null, 1, threads, rounds, python, report);
    }

    private static PythonPeer peer(PythonPeer.Installation python, String task, int threads) {
        return python.exists() && task != null
                ? new PythonPeer(python, "relax.py", "--task", task, "--threads", Integer.toString(threads))
                : null;
    }

    private static void toy(StepContext s) {
        StandardActivation tanh = new StandardActivation(StandardActivation.Function.TANH);
        Relax relax = new Relax(new NetworkControlVariate(new Mlp(tanh, 10), 0), DiscreteLaw.Coupling.COUPLED);
        Tensor logit = s.scope("law").parameter("logit", new ConstantInitialiser(0), 1, 1, 1, 1);
        Estimate e = relax.estimate(
                new Bernoulli(), logit, b -> b.sub(0.499).square().sum(1), s.scope("estimator"));
        s.minimise(e.surrogate(logit).mean(), s.scope("law"), new Adam(0.01));
        s.minimise(e.tuning().orElseThrow(), s.scope("estimator"), new Adam(0.01));
    }

    private static Relax relax() {
        StandardActivation relu = new StandardActivation(StandardActivation.Function.RELU);
        NetworkControlVariate network = new NetworkControlVariate(new Mlp(relu, CODES, CODES, CODES, CODES), 1);
        return new Relax(new ControlVariateSum(new RelaxedLoss(), network), DiscreteLaw.Coupling.INDEPENDENT);
    }

    private static void vae(
            String name,
            GradientEstimator estimator,
            String task,
            int layers,
            int threads,
            int rounds,
            PythonPeer.Installation python,
            Report report) {
        StochasticLayer[] all = new StochasticLayer[layers];
        Arrays.fill(all, new StochasticLayer(CODES, new Mlp(), new Mlp(), estimator));
        try (PeerTurns turns = new PeerTurns(peer(python, task, threads), VAE_WINDOW, 1)) {
            DiscreteVAETrainer trainer = DiscreteVAETrainer.builder(all)
                    .settings(TrainingSettings.builder()
                            .batchSize(BATCH)
                            .steps((long) VAE_WINDOW * (rounds + 1))
                            .stepsPerRun(VAE_WINDOW)
                            .device(Device.cpu(threads))
                            .build())
                    .build();
            trainer.setProgressListener(turns);
            trainer.train(pictures()).close();
            turns.tell(name, report);
        }
    }

    private static Dataset<LogDensity> pictures() {
        var factory = new LogDensityFactory();
        var data = new MutableDataset<>(new SimpleDataSourceProvenance("random pictures", factory), factory);
        String[] names = new String[PIXELS];
        Arrays.setAll(names, i -> String.format("%03d", i));
        SplittableRandom rng = new SplittableRandom(1);
        for (int n = 0; n < 2000; n++) {
            double[] x = rng.ints(PIXELS, 0, 5).mapToDouble(v -> v == 0 ? 1 : 0).toArray();
            data.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names, x));
        }
        return data;
    }
}
