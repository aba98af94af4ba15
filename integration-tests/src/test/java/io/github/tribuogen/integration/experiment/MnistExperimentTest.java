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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tribuogen.ebm.jem.JEMModel;
import io.github.tribuogen.ebm.jem.JEMObjective;
import io.github.tribuogen.ebm.jem.JEMTrainer;
import io.github.tribuogen.ebm.sampler.ClassGaussianStart;
import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.sampler.ReplayBuffer;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.ExampleSelection;
import io.github.tribuogen.neural.data.IDXImageDataSource;
import io.github.tribuogen.neural.data.ImageLayout;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluation;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluator;
import io.github.tribuogen.neural.evaluation.ood.ApproximateMassScore;
import io.github.tribuogen.neural.evaluation.ood.LogDensityScore;
import io.github.tribuogen.neural.evaluation.ood.MaxProbabilityScore;
import io.github.tribuogen.neural.evaluation.ood.OODEvaluation;
import io.github.tribuogen.neural.evaluation.ood.OODEvaluator;
import io.github.tribuogen.neural.evaluation.ood.RankingMetric;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.ConvLayer;
import io.github.tribuogen.neural.nn.ConvNet;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.StepSchedule;
import io.github.tribuogen.neural.optim.WarmUpSchedule;
import io.github.tribuogen.neural.report.SampleGrid;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

/**
 * A JEM ConvNet on MNIST's first examples, judged on MNIST's test set against Fashion-MNIST's. The system properties
 * {@code tribuogen.mnist} and {@code tribuogen.fashion} name the folders with the four IDX files each (gzipped or not as
 * published); {@code tribuogen.mnist.steps} and {@code tribuogen.threads} change the length and the number of cores.
 */
@Tag("slow")
class MnistExperimentTest {
    private static final int TRAIN = 10_000;
    private static final int TEST = 10_000;
    private static final int OUTSIDE = 2_000;

    @Test
    void recognisesDigitsAndTellsThemFromClothes() throws IOException {
        Dataset<Label> train = data("tribuogen.mnist", "train", TRAIN);
        Dataset<Label> test = data("tribuogen.mnist", "t10k", TEST);
        Dataset<Label> some = data("tribuogen.mnist", "t10k", OUTSIDE);
        Dataset<Label> fashion = data("tribuogen.fashion", "t10k", OUTSIDE);
        int steps = Integer.getInteger("tribuogen.mnist.steps", 8000);
        JEMTrainer trainer = JEMTrainer.builder(
                        new ConvNet(new ConvLayer(16, 3, 2), new ConvLayer(32, 3, 2), new ConvLayer(64, 3, 2)),
                        new Adam(1e-3)
                                .withSchedule(
                                        new WarmUpSchedule(200, new StepSchedule(0.3, steps * 2 / 3, steps * 7 / 8))))
                .objective(new JEMObjective(0.3, 1, 0).withEnergyPenalty(0.1).withBounds(1e8, 30))
                .sampler(LangevinSampler.sgld(20, 1, 0.01))
                .memory(new ReplayBuffer(2000, 0.05, new ClassGaussianStart()))
                .inputNoise(0.1)
                .layout(new ImageLayout(1, 28, 28))
                .preprocessor(new AffineScaling(2 / 255f, -1))
                .settings(TrainingSettings.builder()
                        .batchSize(64)
                        .steps(steps)
                        .device(Device.cpu(Integer.getInteger("tribuogen.threads", 2)))
                        .showProgress(false)
                        .build())
                .seed(1)
                .build();
        long start = System.nanoTime();
        JEMModel model = trainer.train(train);
        double minutes = (System.nanoTime() - start) / 6e10;
        Figures.save(
                SampleGrid.of(model.sample(100, new SplittableRandom(1)), 1, 28, 28)
                        .range(0, 255)
                        .columns(20)
                        .scale(1)
                        .render(),
                "mnist-samples");

        CalibrationEvaluation calibration = new CalibrationEvaluator().evaluate(model, test);
        OODEvaluation ood = new OODEvaluator(
                        new LogDensityScore(), new MaxProbabilityScore(), new ApproximateMassScore())
                .evaluate(model, some, "Fashion-MNIST", fashion);
        Figures figures = new Figures("MNIST, ConvNet, " + TRAIN + " training images, " + steps + " steps, seed 1")
                .add("accuracy", calibration.accuracy())
                .add("NLL", calibration.negativeLogLikelihood())
                .add("ECE", calibration.expectedCalibrationError())
                .add("minutes of training", minutes);
        for (String score : ood.scores()) {
            figures.add(
                    "AUROC against Fashion-MNIST by " + score, ood.get("Fashion-MNIST", score, RankingMetric.AUROC));
        }
        figures.write("mnist");
        String logDensity = new LogDensityScore().name();
        assertTrue(calibration.accuracy() >= 0.97, "accuracy " + calibration.accuracy());
        assertTrue(ood.get("Fashion-MNIST", logDensity, RankingMetric.AUROC) >= 0.95, figures.markdown());
        assertTrue(minutes < 30, "minutes of training: " + minutes);
    }

    /** The first examples of an IDX file in the folder that a property names; the test is skipped without it. */
    static Dataset<Label> data(String property, String part, int examples) throws IOException {
        String folder = System.getProperty(property);
        assumeTrue(
                folder != null && Files.isDirectory(Path.of(folder)),
                () -> "found -D" + property + "=" + folder
                        + ", expected a folder with the data set's IDX files; skipped");
        return new MutableDataset<>(new IDXImageDataSource<>(
                Path.of(folder, part + "-images-idx3-ubyte.gz"),
                Path.of(folder, part + "-labels-idx1-ubyte.gz"),
                new LabelFactory(),
                new ExampleSelection().withMaxExamples(examples)));
    }
}
