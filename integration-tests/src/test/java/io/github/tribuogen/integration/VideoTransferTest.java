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
package io.github.tribuogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.video.data.ClipShape;
import io.github.tribuogen.video.data.ClipSplit;
import io.github.tribuogen.video.data.MovingGlyphsDataSource;
import io.github.tribuogen.video.evaluation.CodeFeatures;
import io.github.tribuogen.video.evaluation.FrameSet;
import io.github.tribuogen.video.evaluation.NeighbourProbe;
import io.github.tribuogen.video.evaluation.TrainerProbe;
import io.github.tribuogen.video.evaluation.TransferEvaluator;
import io.github.tribuogen.video.vae.VideoVAEModel;
import io.github.tribuogen.video.vae.VideoVAETrainer;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.libsvm.LibSVMClassificationTrainer;
import org.tribuo.classification.libsvm.SVMClassificationType;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.common.libsvm.KernelType;
import org.tribuo.common.libsvm.SVMParameters;
import org.tribuo.common.nearest.KNNModel;
import org.tribuo.common.nearest.KNNTrainer;

/** Codes of clips are examples for trainers of other libraries: nearest neighbours, logistic regression, a support vector machine. */
class VideoTransferTest {
    private static Dataset<LogDensity> glyphs(int clips, ClipSplit split) {
        return new MutableDataset<>(
                new MovingGlyphsDataSource<>(new LogDensityFactory(), new ClipShape(clips, 4, 16), clips, split, 1));
    }

    @Test
    void codesFeedOtherTrainers() {
        Dataset<LogDensity> train = glyphs(80, ClipSplit.TRAIN);
        Dataset<LogDensity> test = glyphs(40, ClipSplit.TEST);
        VideoVAETrainer trainer = VideoVAETrainer.builder(new MovingGlyphsDataSource<>(
                                new LogDensityFactory(), new ClipShape(1, 4, 16), 1, ClipSplit.TRAIN, 1)
                        .layout())
                .settings(TrainingSettings.builder()
                        .batchSize(16)
                        .steps(30)
                        .device(Device.cpu(1))
                        .showProgress(false)
                        .build())
                .build();
        try (VideoVAEModel model = trainer.train(train)) {
            TransferEvaluator evaluator = new TransferEvaluator();
            FrameSet from = evaluator.frames(model, train);
            FrameSet by = evaluator.frames(model, test);
            CodeFeatures pose = CodeFeatures.block(model, "pose");
            Dataset<Label> learned = from.dataset(pose, new LabelFactory(), i -> from.cells()[i]);
            Dataset<Label> asked = by.dataset(pose, new LabelFactory(), i -> by.cells()[i]);
            assertEquals(4, learned.getFeatureMap().size());
            Trainer<Label> machine = new LibSVMClassificationTrainer(new SVMParameters<>(
                    new SVMClassificationType(SVMClassificationType.SVMMode.C_SVC), KernelType.RBF));
            Trainer<Label> neighbours =
                    new KNNTrainer<>(5, KNNTrainer.Distance.L2, 1, new VotingCombiner(), KNNModel.Backend.STREAMS);
            for (Trainer<Label> t : java.util.List.of(new LogisticRegressionTrainer(), machine, neighbours)) {
                double accuracy =
                        new LabelEvaluator().evaluate(t.train(learned), asked).accuracy();
                assertTrue(accuracy >= 0 && accuracy <= 1);
            }
            // our own neighbours are those of the library
            double own = new NeighbourProbe(5, false)
                    .accuracy(pose.of(from.pixels()), from.cells(), pose.of(by.pixels()), by.cells());
            double theirs = new TrainerProbe(neighbours)
                    .accuracy(pose.of(from.pixels()), from.cells(), pose.of(by.pixels()), by.cells());
            assertEquals(theirs, own, 0.1001); // they may break ties another way: four of forty
        }
    }
}
