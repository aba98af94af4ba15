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
import io.github.tribuogen.neural.data.ImageLayout;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.ConvLayer;
import io.github.tribuogen.neural.nn.ConvNet;
import io.github.tribuogen.neural.nn.DcganGenerator;
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.LeakyRelu;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.NetworkGenerator;
import io.github.tribuogen.neural.nn.NoNormalisation;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.StepSchedule;
import io.github.tribuogen.neural.optim.WarmUpSchedule;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.report.SampleGrid;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.DivergenceGuard;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import io.github.tribuogen.neural.runtime.TrainingDivergedException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.classification.Label;

/**
 * The ConvNet of {@link MnistExperimentTest} as a joint classifier and energy by a generator (VERA) and by chains (JEM): accuracy, how
 * Fashion-MNIST and notMNIST are told apart, and after how long each reaches an accuracy on 2,000 images held out. Time is that of the
 * processor, which other work on the machine does not change much.
 *
 * <p>{@code tribuogen.mnist}, {@code tribuogen.fashion} and {@code tribuogen.notmnist} name the folders of IDX files (of the last only
 * the test files exist). {@code tribuogen.seeds} (3), {@code tribuogen.steps} (VERA's), {@code tribuogen.chainSteps} (JEM's) and
 * {@code tribuogen.threads} (1) change the length; {@code tribuogen.contenders} names those to run.
 */
@Tag("slow")
class AmortisedMnistExperimentTest {
    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 3);
    private static final int STEPS = Integer.getInteger("tribuogen.steps", 2000);
    private static final int CHAIN_STEPS = Integer.getInteger("tribuogen.chainSteps", 2000);
    private static final int TRAIN = 12_000;
    private static final double HELD_OUT = 1 / 6.0;
    private static final int OUTSIDE = 2_000;

    @Test
    void aGeneratorInPlaceOfChains() throws IOException {
        Dataset<Label> train = MnistExperimentTest.data("tribuogen.mnist", "train", TRAIN);
        Dataset<Label> test = MnistExperimentTest.data("tribuogen.mnist", "t10k", 10_000);
        Dataset<Label> some = MnistExperimentTest.data("tribuogen.mnist", "t10k", OUTSIDE);
        Map<String, Dataset<Label>> outside = new LinkedHashMap<>();
        outside.put("Fashion-MNIST", MnistExperimentTest.data("tribuogen.fashion", "t10k", OUTSIDE));
        outside.put("notMNIST", MnistExperimentTest.data("tribuogen.notmnist", "t10k", OUTSIDE));
        Map<String, LongFunction<NeuralTrainer<Label, ?>>> ways = new LinkedHashMap<>();
        ways.put("VERA", AmortisedMnistExperimentTest::vera);
        ways.put("JEM", AmortisedMnistExperimentTest::jem);
        String wanted = System.getProperty("tribuogen.contenders", "");
        ways.keySet()
                .removeIf(w -> !wanted.isEmpty() && !List.of(wanted.split(",")).contains(w));
        Figures figures = new Figures("MNIST, ConvNet, VERA " + STEPS + " steps, JEM " + CHAIN_STEPS);
        for (long seed = 1; seed <= SEEDS; seed++) {
            for (var way : ways.entrySet()) {
                double began = processorSeconds();
                try (NeuralClassifierModel m =
                        (NeuralClassifierModel) way.getValue().apply(seed).train(train)) {
                    times(figures, way.getKey(), processorSeconds() - began, m.trainingHistory());
                    AmortisedClassifierExperimentTest.judge(figures, way.getKey(), m, test, some, outside);
                    figures.add(way.getKey() + " diverged", 0);
                    if (seed == 1 && m instanceof VERAClassifierModel v) {
                        picture(v);
                    }
                } catch (TrainingDivergedException e) {
                    figures.add(way.getKey() + " diverged", 1);
                }
            }
            figures.write("mnist-vera");
        }
        if (ways.size() > 1) {
            assertTrue(figures.median("VERA accuracy") >= figures.median("JEM accuracy") - 0.01, figures::markdown);
            assertTrue(figures.median("VERA seconds") < figures.median("JEM seconds"), figures::markdown);
        }
    }

    // ---- contenders

    private static ConvNet network() {
        return new ConvNet(new ConvLayer(16, 3, 2), new ConvLayer(32, 3, 2), new ConvLayer(64, 3, 2));
    }

    private static StepSchedule decay(int steps) {
        return new StepSchedule(0.3, steps * 2 / 3, steps * 7 / 8);
    }

    /** No second attempt, so that no divergence goes uncounted. */
    private static TrainingSettings settings(int batch, int steps) {
        return TrainingSettings.builder()
                .batchSize(batch)
                .steps(steps)
                .device(Device.cpu(Integer.getInteger("tribuogen.threads", 1)))
                .guard(new DivergenceGuard(0, 0.5, 500))
                .validation(HELD_OUT, new EarlyStopping(100, 0, false))
                .showProgress(false)
                .build();
    }

    private static double number(String property, double value) {
        return Double.parseDouble(System.getProperty("tribuogen." + property, Double.toString(value)));
    }

    /** Transposed convolutions; an MLP with {@code -Dtribuogen.generator=mlp}. */
    private static Generator generator() {
        StandardActivation pixels = new StandardActivation(StandardActivation.Function.TANH);
        return "mlp".equals(System.getProperty("tribuogen.generator"))
                ? new NetworkGenerator(new Mlp(new LeakyRelu(0.2), 256, 256), pixels)
                : new DcganGenerator(16, new NoNormalisation(), pixels).withActivation(new LeakyRelu(0.2));
    }

    private static VERAClassifierTrainer vera(long seed) {
        AmortisedSampler sampler = new AmortisedSampler(generator(), 32)
                .withOptimiser(new Adam(number("generatorRate", 1e-3), 0, 0.9).withSchedule(decay(STEPS)))
                .withEntropy(number("entropyWeight", 0.01), new LaplaceEntropyGradient(2, 1, 0));
        return VERAClassifierTrainer.builder(network())
                .sampler(sampler)
                .averaging(new WeightAveraging(number("averaging", 0.99), true))
                .objective(new DensityObjective(number("penalty", 3))
                        .withPenaltyInterval(Integer.getInteger("tribuogen.penaltyInterval", 4))
                        .withBounds(1e4, 0, 0))
                .weights(number("labels", 100), 0)
                .optimiser(new Adam(number("rate", 1e-3), 0, 0.9).withSchedule(decay(STEPS)))
                .layout(new ImageLayout(1, 28, 28))
                .preprocessor(new AffineScaling(2 / 255f, -1))
                .settings(settings(Integer.getInteger("tribuogen.batch", 32), STEPS))
                .seed(seed)
                .build();
    }

    private static JEMTrainer jem(long seed) {
        return JEMTrainer.builder(network(), new Adam(1e-3).withSchedule(new WarmUpSchedule(200, decay(CHAIN_STEPS))))
                .objective(new JEMObjective(0.3, 1, 0).withEnergyPenalty(0.1).withBounds(1e8, 30))
                .sampler(LangevinSampler.sgld(20, 1, 0.01))
                .memory(new ReplayBuffer(2000, 0.05, new ClassGaussianStart()))
                .inputNoise(0.1)
                .layout(new ImageLayout(1, 28, 28))
                .preprocessor(new AffineScaling(2 / 255f, -1))
                .settings(settings(64, CHAIN_STEPS))
                .seed(seed)
                .build();
    }

    // ---- figures

    private static double processorSeconds() {
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return os.getProcessCpuTime() / 1e9;
    }

    /** The seconds until an accuracy on the held-out images is reached for the first time; steps cost alike. */
    private static void times(Figures figures, String name, double seconds, TrainingHistory history) {
        TrainingHistory.Curve curve = history.curves().get("validation-accuracy");
        long last = curve.steps()[curve.steps().length - 1];
        figures.add(name + " seconds", seconds)
                .add(name + " held-out accuracy", curve.values()[curve.values().length - 1]);
        for (double wanted : new double[] {0.94, 0.95, 0.955, 0.96, 0.965, 0.97, 0.975}) {
            double first = Double.POSITIVE_INFINITY;
            for (int i = curve.values().length - 1; i >= 0; i--) {
                if (curve.values()[i] >= wanted) {
                    first = seconds * curve.steps()[i] / last;
                }
            }
            figures.add(name + " seconds to " + wanted, first);
        }
    }

    private static void picture(VERAClassifierModel model) throws IOException {
        Figures.save(
                SampleGrid.of(model.sample(100, new SplittableRandom(1)), 1, 28, 28)
                        .range(0, 255)
                        .columns(20)
                        .scale(1)
                        .render(),
                "mnist-vera-samples");
    }
}
