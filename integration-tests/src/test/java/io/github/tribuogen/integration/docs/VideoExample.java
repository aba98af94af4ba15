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
package io.github.tribuogen.integration.docs;

import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.video.data.ClipShape;
import io.github.tribuogen.video.data.ClipSplit;
import io.github.tribuogen.video.data.MovingGlyphsDataSource;
import io.github.tribuogen.video.evaluation.CodeFeatures;
import io.github.tribuogen.video.evaluation.FrameSet;
import io.github.tribuogen.video.evaluation.TransferEvaluator;
import io.github.tribuogen.video.report.ClipPictures;
import io.github.tribuogen.video.vae.VideoVAEModel;
import io.github.tribuogen.video.vae.VideoVAETrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluation;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;

/** The code of docs/video.md. */
final class VideoExample {
    private VideoExample() {}

    static MovingGlyphsDataSource<LogDensity> glyphs(int clips, ClipSplit split) {
        return new MovingGlyphsDataSource<>(new LogDensityFactory(), new ClipShape(clips, 8, 32), clips, split, 1);
    }

    static LabelEvaluation run(int clips, long steps, Path folder) throws IOException {
        var source = glyphs(clips, ClipSplit.TRAIN);
        Dataset<LogDensity> train = new MutableDataset<>(source);
        Dataset<LogDensity> test = new MutableDataset<>(glyphs(clips / 2, ClipSplit.TEST));
        // begin
        VideoVAETrainer trainer = VideoVAETrainer.builder(source.layout())
                .features(8) // four for what is shown, four for where and how
                .settings(TrainingSettings.builder().batchSize(32).steps(steps).build())
                .build();
        VideoVAEModel model = trainer.train(train); // no labels
        float[][] clip = model.toRows(test);
        float[][] mixed = model.swap("pose", new float[][] {clip[0]}, new float[][] {clip[1]});
        float[][] moved = model.animate(new float[][] {clip[0]}, new float[][] {clip[1]}); // one identity
        float[][] drawn = model.sampleMeans(6, 16, new SplittableRandom(1)); // clips of 16 frames
        ClipPictures pictures = ClipPictures.of(model.geometry());
        pictures.strips(clip[0], clip[1], mixed[0]).save(folder.resolve("swap.png"));
        pictures.animation(drawn).save(folder.resolve("drawn.gif"));

        // the identity features of single frames, as examples for any Tribuo trainer
        TransferEvaluator evaluator = new TransferEvaluator();
        FrameSet few = evaluator.frames(model, train);
        FrameSet other = evaluator.frames(model, test);
        CodeFeatures identity = CodeFeatures.block(model, "identity");
        Dataset<Label> labelled = few.dataset(identity, new LabelFactory(), i -> few.classes()[i]);
        Model<Label> classifier = new LogisticRegressionTrainer().train(labelled);
        LabelEvaluation judged = new LabelEvaluator()
                .evaluate(classifier, other.dataset(identity, new LabelFactory(), i -> other.classes()[i]));
        System.out.println(evaluator.evaluate(model, train, test)); // probes of every block, D, MIG, DCI, idle features
        // end
        model.close();
        return judged;
    }
}
