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
package io.github.tribuogen.video.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.data.PreprocessorChain;
import io.github.tribuogen.neural.data.VectorLayout;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralClassifierTrainer;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.NetworkGenerator;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.video.data.BouncingMotion;
import io.github.tribuogen.video.data.ClipShape;
import io.github.tribuogen.video.data.ClipSplit;
import io.github.tribuogen.video.data.MovingGlyphsDataSource;
import io.github.tribuogen.video.network.FrameMlp;
import io.github.tribuogen.video.prior.IdentityPrior;
import io.github.tribuogen.video.prior.IidPrior;
import io.github.tribuogen.video.prior.LatentBlock;
import io.github.tribuogen.video.prior.RandomWalkPrior;
import io.github.tribuogen.video.prior.TieVariance;
import io.github.tribuogen.video.vae.ClipBound;
import io.github.tribuogen.video.vae.VideoVAEModel;
import io.github.tribuogen.video.vae.VideoVAETrainer;
import io.github.tribuogen.video.vae.VideoVAETrainerBuilder;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.test.Helpers;

/** A short training run separates already, and everything that tells so agrees. */
class TransferEvaluatorTest {
    private static final TransferEvaluator EVALUATOR = new TransferEvaluator(3, 10, 5, 1, 1);

    private static MutableDataset<LogDensity> train;
    private static MutableDataset<LogDensity> test;
    private static VideoVAEModel model;

    private static MovingGlyphsDataSource<LogDensity> source(int clips, ClipSplit split) {
        return new MovingGlyphsDataSource<>(
                new LogDensityFactory(), new ClipShape(clips, 8, 16), "01LW", clips, new BouncingMotion(), split, 1);
    }

    private static VideoVAETrainerBuilder trainer(long steps) {
        return VideoVAETrainer.builder(source(1, ClipSplit.TRAIN).layout())
                .encoder(new FrameMlp(96, 96))
                .decoder(new NetworkGenerator(
                        new FrameMlp(96, 96), new StandardActivation(StandardActivation.Function.IDENTITY)))
                .optimiser(new Adam(3e-3))
                .settings(TrainingSettings.builder()
                        .batchSize(16)
                        .steps(steps)
                        .device(Device.cpu(1))
                        .showProgress(false)
                        .build());
    }

    @BeforeAll
    static void trainOnce() {
        train = new MutableDataset<>(source(500, ClipSplit.TRAIN));
        test = new MutableDataset<>(source(200, ClipSplit.TEST));
        model = trainer(1500)
                .blocks(
                        new LatentBlock("identity", 3, new IdentityPrior(TieVariance.fixed(0.003), 1)),
                        new LatentBlock("pose", 3, new RandomWalkPrior(TieVariance.fixed(0.03), 1)))
                .build()
                .train(train);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void blocksPart() {
        TransferEvaluation e = EVALUATOR.evaluate(model, train, test);
        assertTrue(e.probe("pose", "pose") > e.probe("identity", "pose") + 0.3, e.toString());
        assertTrue(e.probe("identity", "class") > e.probe("pose", "class") + 0.1, e.toString());
        assertTrue(e.probe("pose", "position R2") > 0.8, e.toString());
        assertTrue(e.scores().get("D") > 1.5, e.toString());
        assertTrue(e.scores().containsKey("block MIG") && e.scores().containsKey("DCI completeness"));
        assertEquals(6, e.aboveFloor().length);
        for (double above : e.aboveFloor()) {
            assertTrue(above > -1e-3);
        }
        assertThrows(IllegalArgumentException.class, () -> e.probe("pose", "colour"));
        assertTrue(e.getProvenance().toString().contains("TransferEvaluator"));
        String json = e.toJson().replaceAll("\\s", "");
        assertTrue(json.startsWith("{\"probes\":{\"identity\":{\"class\":" + e.probe("identity", "class")), json);
        assertTrue(json.contains("\"scores\":{\"D\":" + e.scores().get("D")), json);
        assertTrue(json.contains("\"aboveFloor\":[" + e.aboveFloor()[0]) && json.contains("\"provenance\":"), json);
        Helpers.testConfigurableRoundtrip(EVALUATOR);
    }

    /** The best constant picture is that of the pixels' means; codes of identity hold still in a clip where those of pose move. */
    @Test
    void theBoundIsWellAboveThatOfAConstantPicture() {
        float[][] rows = model.toRows(test.getData());
        int p = model.geometry().framePixels();
        double[] mean = new double[p];
        for (float[] row : rows) {
            for (int j = 0; j < row.length; j++) {
                mean[j % p] += row[j] / (8.0 * rows.length);
            }
        }
        double constant = 0;
        for (double m : mean) {
            constant += m > 0 && m < 1 ? 8 * (m * Math.log(m) + (1 - m) * Math.log(1 - m)) : 0;
        }
        double bound = model.bounds(rows).stream()
                .mapToDouble(ClipBound::bound)
                .average()
                .orElseThrow();
        assertTrue(bound > 0.8 * constant, bound + " against " + constant);
        assertTrue(spread("identity") < 0.3 * spread("pose"), spread("identity") + " " + spread("pose"));
    }

    /** The variance within clips as a share of that between them, a mean over the features of a block. */
    private static double spread(String block) {
        var codes = model.encode(model.toRows(test.getData()));
        var range = model.block(block);
        double within = 0;
        double between = 0;
        for (int j = range.from(); j < range.to(); j++) {
            for (var c : codes) {
                double mean = 0;
                for (float[] z : c.means()) {
                    mean += z[j] / 8;
                }
                between += mean * mean;
                for (float[] z : c.means()) {
                    within += (z[j] - mean) * (z[j] - mean) / 8;
                }
            }
        }
        return within / between;
    }

    @Test
    void modelsWithoutBlocksAreSplitByAnOracle() {
        try (VideoVAEModel plain = trainer(30)
                .blocks(new LatentBlock("all", 3, new IidPrior()))
                .build()
                .train(train)) {
            TransferEvaluation e = EVALUATOR.evaluate(plain, train, test);
            assertTrue(e.scores().containsKey("D of the best split"));
            assertTrue(e.scores().get("D of the best split") >= 1, e.toString());
            assertEquals(java.util.Set.of("all"), e.probes().keySet());
        }
    }

    /** Codes are examples for any trainer: here a linear classifier of Tribuo's family by the neural trainer, and a probe around it. */
    @Test
    void codesFeedOtherTrainers() {
        FrameSet from = EVALUATOR.frames(model, train);
        FrameSet by = EVALUATOR.frames(model, test);
        FrameFeatures identity = CodeFeatures.block(model, "identity");
        MutableDataset<Label> examples = from.dataset(identity, new LabelFactory(), i -> from.classes()[i]);
        assertEquals(3, examples.getFeatureMap().size());
        assertEquals(500, examples.size());
        NeuralClassifierTrainer linear = new NeuralClassifierTrainer(
                new Mlp(),
                new Adam(0.05),
                new VectorLayout(),
                new PreprocessorChain(),
                TrainingSettings.builder()
                        .batchSize(100)
                        .steps(200)
                        .device(Device.cpu(1))
                        .showProgress(false)
                        .build(),
                1);
        double accuracy = new TrainerProbe(linear)
                .accuracy(identity.of(from.pixels()), from.classes(), identity.of(by.pixels()), by.classes());
        assertTrue(accuracy > 0.45, "accuracy " + accuracy);
        try (NeuralClassifierModel judgeModel =
                linear.train(from.dataset(new PixelFeatures(), new LabelFactory(), i -> from.classes()[i]))) {
            FrameJudge judge = new FrameJudge(judgeModel);
            SwapTest swap = SwapTest.of(model, model.toRows(test.getData()), TransferEvaluator.truths(test), 3, judge);
            assertEquals(4, judge.classes().size());
            assertTrue(swap.real().accuracy() > 0.4, swap.toString());
            assertTrue(swap.animated().accuracy() > 0.25, swap.toString());
            assertTrue(swap.real().inceptionScore() <= 4 && swap.divergence() > 0);
        }
    }

    /** Six clips of each of thirty hands: two of the same are told from three others by one frame. */
    @Test
    void heldOutIdentities() {
        var hands = new MutableDataset<>(new MovingGlyphsDataSource<>(
                new LogDensityFactory(),
                new ClipShape(180, 8, 16),
                "01LW",
                30,
                new BouncingMotion(),
                ClipSplit.TEST,
                1));
        FrameSet frames =
                FrameSet.all(model.toRows(hands.getData()), TransferEvaluator.truths(hands), model.geometry());
        HeldOutIdentities measure = new HeldOutIdentities(5, 200);
        Map<String, Double> identity =
                measure.measure(CodeFeatures.block(model, "identity"), frames, new SplittableRandom(1));
        Map<String, Double> pixels = measure.measure(new PixelFeatures(), frames, new SplittableRandom(1));
        assertTrue(identity.get("5-way 1-shot") > pixels.get("5-way 1-shot") + 0.1, identity + " " + pixels);
        assertTrue(identity.get("identity") <= 1);
    }

    @Test
    void badSettingsAreNamed() {
        named("frame", () -> new TransferEvaluator(-1, 1, 1, 1));
        named("neighbours", () -> new TransferEvaluator(0, 0, 1, 1));
        named("draws", () -> new TransferEvaluator(0, 1, 0, 1));
        named("labels", () -> new TransferEvaluator(0, 1, 1, 1, 0));
        String message = assertThrows(IllegalArgumentException.class, () -> new TransferEvaluator(8, 1, 1, 1, 1)
                        .evaluate(model, train, test))
                .getMessage();
        assertTrue(message.contains("time") && message.contains("7"), message);
    }

    private static void named(String field, org.junit.jupiter.api.function.Executable e) {
        assertEquals(field, assertThrows(PropertyException.class, e).getProperty());
    }
}
