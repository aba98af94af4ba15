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

import io.github.tribuogen.ebm.jem.JEMModel;
import io.github.tribuogen.ebm.jem.JEMObjective;
import io.github.tribuogen.ebm.jem.JEMTrainer;
import io.github.tribuogen.ebm.sampler.ClassGaussianStart;
import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.sampler.ReplayBuffer;
import io.github.tribuogen.ebm.vera.AmortisedSampler;
import io.github.tribuogen.ebm.vera.DensityObjective;
import io.github.tribuogen.ebm.vera.LaplaceEntropyGradient;
import io.github.tribuogen.ebm.vera.VERAClassifierModel;
import io.github.tribuogen.ebm.vera.VERAClassifierTrainer;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.DigitsDataSource;
import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.data.ExampleSelection;
import io.github.tribuogen.neural.data.OutOfDistributionDataSource;
import io.github.tribuogen.neural.data.OutOfDistributionKind;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralClassifierTrainer;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.LeakyRelu;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.NetworkGenerator;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.StepSchedule;
import io.github.tribuogen.neural.optim.WarmUpSchedule;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.DivergenceGuard;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

/**
 * The two classifiers that the experiments on the 8x8 digits compare, an MLP 64-256-256-K trained with the same optimiser
 * for the same number of steps, and their data. {@code -Dtribuogen.threads} sets the number of cores (1).
 */
final class DigitsContenders {
    static final int STEPS = 2500;

    private DigitsContenders() {}

    static Dataset<Label> digits(DigitsSplit split, ExampleSelection selection) {
        return new MutableDataset<>(new DigitsDataSource<>(new LabelFactory(), split, selection));
    }

    static Dataset<Label> interpolated(ExampleSelection selection) {
        return new MutableDataset<>(new OutOfDistributionDataSource<>(
                new DigitsDataSource<>(new LabelFactory(), DigitsSplit.TEST, selection),
                OutOfDistributionKind.INTERPOLATED,
                1));
    }

    static NeuralClassifierModel plain(Dataset<Label> train, int steps, long seed) {
        return new NeuralClassifierTrainer(
                        network(),
                        adam(steps),
                        DigitsDataSource.layout(),
                        new AffineScaling(0.125f, -1),
                        settings(steps),
                        seed)
                .train(train);
    }

    /** Throws where training diverges: the guard may not try again, so that no divergence goes uncounted. */
    static JEMModel jem(Dataset<Label> train, int steps, long seed) {
        return JEMTrainer.builder(network(), adam(steps))
                .objective(new JEMObjective(0.3, 1, 0).withEnergyPenalty(0.1).withBounds(1e8, 30))
                .sampler(LangevinSampler.sgld(20, 1, 0.03))
                .memory(new ReplayBuffer(1000, 0.3, new ClassGaussianStart()))
                .inputNoise(0.2)
                .layout(DigitsDataSource.layout())
                .preprocessor(new AffineScaling(0.125f, -1))
                .settings(settings(steps))
                .seed(seed)
                .build()
                .train(train);
    }

    /** The same network by a generator in place of chains; throws where training diverges, too. */
    static VERAClassifierModel amortised(Dataset<Label> train, int steps, long seed) {
        double rate = number("rate", 1e-3);
        var decay = new StepSchedule(0.3, steps * 2 / 3, steps * 7 / 8);
        AmortisedSampler sampler = new AmortisedSampler(
                        new NetworkGenerator(
                                new Mlp(new LeakyRelu(0.2), 256, 256),
                                new StandardActivation(StandardActivation.Function.TANH)),
                        32)
                .withOptimiser(new Adam(2 * rate, 0, 0.9).withSchedule(decay))
                .withEntropy(number("entropyWeight", 1e-4), new LaplaceEntropyGradient(6, 1, 0));
        return VERAClassifierTrainer.builder(network())
                .sampler(sampler)
                .objective(new DensityObjective(number("penalty", 10)))
                .weights(number("labels", 30), 0)
                .optimiser(new Adam(rate, 0, 0.9).withSchedule(decay))
                .layout(DigitsDataSource.layout())
                .preprocessor(new AffineScaling(0.125f, -1))
                .settings(settings(steps))
                .seed(seed)
                .build()
                .train(train);
    }

    private static double number(String property, double value) {
        return Double.parseDouble(System.getProperty("tribuogen." + property, Double.toString(value)));
    }

    private static Mlp network() {
        return new Mlp(new LeakyRelu(0.2), 256, 256);
    }

    private static Adam adam(int steps) {
        return new Adam(1e-3)
                .withSchedule(new WarmUpSchedule(200, new StepSchedule(0.3, steps * 2 / 3, steps * 7 / 8)));
    }

    private static TrainingSettings settings(int steps) {
        return TrainingSettings.builder()
                .batchSize(64)
                .steps(steps)
                .device(Device.cpu(Integer.getInteger("tribuogen.threads", 1)))
                .guard(new DivergenceGuard(0, 0.5, 500))
                .showProgress(false)
                .build();
    }
}
