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

import io.github.tribuogen.neural.data.ChannelOrder;
import io.github.tribuogen.neural.data.FeatureNaming;
import io.github.tribuogen.neural.data.ImageLayout;
import io.github.tribuogen.neural.data.PreprocessorChain;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.NeuralClassifierTrainer;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.ConvLayer;
import io.github.tribuogen.neural.nn.ConvNet;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.CosineSchedule;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.video.data.AffineMotion;
import io.github.tribuogen.video.data.ClipShape;
import io.github.tribuogen.video.data.ClipSplit;
import io.github.tribuogen.video.data.GeneratedClipSource;
import io.github.tribuogen.video.data.MovingDigitsDataSource;
import io.github.tribuogen.video.data.MovingGlyphsDataSource;
import io.github.tribuogen.video.data.RotatingSolidsDataSource;
import io.github.tribuogen.video.evaluation.CodeFeatures;
import io.github.tribuogen.video.evaluation.Determination;
import io.github.tribuogen.video.evaluation.FewShot;
import io.github.tribuogen.video.evaluation.FrameFeatures;
import io.github.tribuogen.video.evaluation.FrameJudge;
import io.github.tribuogen.video.evaluation.FrameSet;
import io.github.tribuogen.video.evaluation.HeldOutIdentities;
import io.github.tribuogen.video.evaluation.NeighbourProbe;
import io.github.tribuogen.video.evaluation.OrderVerification;
import io.github.tribuogen.video.evaluation.PixelFeatures;
import io.github.tribuogen.video.evaluation.PrincipalFeatures;
import io.github.tribuogen.video.evaluation.Probe;
import io.github.tribuogen.video.evaluation.SwapTest;
import io.github.tribuogen.video.evaluation.TrainerProbe;
import io.github.tribuogen.video.evaluation.TransferEvaluation;
import io.github.tribuogen.video.evaluation.TransferEvaluator;
import io.github.tribuogen.video.network.FrameGlimpseDecoder;
import io.github.tribuogen.video.network.FrameGlimpseEncoder;
import io.github.tribuogen.video.report.ClipPictures;
import io.github.tribuogen.video.vae.BlockRange;
import io.github.tribuogen.video.vae.VideoVAEModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.libsvm.LibSVMClassificationTrainer;
import org.tribuo.classification.libsvm.SVMClassificationType;
import org.tribuo.common.libsvm.KernelType;
import org.tribuo.common.libsvm.SVMParameters;

/**
 * What clips teach without labels: moving glyphs, turning glyphs, moving digits, rotating chairs, against a plain autoencoder of frames,
 * one whose whole code walks, pixels and principal components. Properties: {@code tribuogen.seeds}, how many, and {@code
 * tribuogen.firstSeed}; {@code tribuogen.kinds}, which models, apart by semicolons; {@code tribuogen.steps}, how long they train; {@code
 * tribuogen.judged}, false to leave the judge of real frames out; {@code tribuogen.mnist}, the folder with MNIST's IDX files; {@code
 * tribuogen.threads}.
 */
@Tag("slow")
class VideoExperimentTest {
    private static final int FIRST = Integer.getInteger("tribuogen.firstSeed", 1);
    private static final int LAST = FIRST + Integer.getInteger("tribuogen.seeds", 3) - 1;
    private static final boolean JUDGED = Boolean.parseBoolean(System.getProperty("tribuogen.judged", "true"));
    private static final String KINDS = "factored;penalised;random walk;plain";
    private static final TransferEvaluator EVALUATOR = new TransferEvaluator();

    private static List<String> kinds(String defaults) {
        return List.of(System.getProperty("tribuogen.kinds", defaults).split(";"));
    }

    /** 3,000 hands in 6,000 clips to train on, 1,000 other hands to test. */
    @Test
    void movingGlyphs() throws IOException {
        var train = glyphs(6000, 3000, ClipSplit.TRAIN);
        Dataset<LogDensity> probes = new MutableDataset<>(glyphs(3000, 3000, ClipSplit.TRAIN));
        Dataset<LogDensity> test = new MutableDataset<>(glyphs(1000, 1000, ClipSplit.TEST));
        Moving figures = new Moving("moving-glyphs", "Moving glyphs, T = 8, 32x32");
        figures.run(new VideoContenders("glyphs", train.layout(), 4, 4, 32, 5000), train, probes, test);
        SeedTable t = figures.probes;
        assertTrue(t.mean("factored: identity", "class") >= 0.7, figures::markdown);
        assertTrue(t.mean("factored: pose", "position R2") >= 0.95, figures::markdown);
        assertTrue(t.mean("factored: identity", "pose") <= 0.25, figures::markdown);
        double few = t.mean("factored: identity", "1 label");
        assertTrue(few >= 3 * t.mean("plain: all", "1 label"), figures::markdown);
        assertTrue(few >= 3 * t.mean("pixels", "1 label"), figures::markdown);
        // the penalty halves what the pose says of the class and costs the identity at most two points
        assertTrue(
                t.mean("penalised: pose", "class by SVM") <= 0.5 * t.mean("factored: pose", "class by SVM"),
                figures::markdown);
        assertTrue(
                t.mean("penalised: identity", "class") >= t.mean("factored: identity", "class") - 0.02,
                figures::markdown);
        assertTrue(figures.lost("penalised") <= 0.1, figures::markdown);
    }

    private static MovingGlyphsDataSource<LogDensity> glyphs(int clips, int hands, ClipSplit split) {
        return new MovingGlyphsDataSource<>(new LogDensityFactory(), new ClipShape(clips, 8, 32), hands, split, 1);
    }

    /** The glyphs of {@link #movingGlyphs} in another motion: they turn, grow and lean in the middle. How well is each factor read off? */
    @Test
    void affineGlyphs() throws IOException {
        var source = affine(6000, 3000, ClipSplit.TRAIN);
        Lazy train = new Lazy(source);
        VideoContenders contenders = new VideoContenders("affine", source.layout(), 4, 4, 32, 5000);
        Dataset<LogDensity> from = new MutableDataset<>(affine(3000, 3000, ClipSplit.TRAIN));
        Dataset<LogDensity> test = new MutableDataset<>(affine(1000, 1000, ClipSplit.TEST));
        SeedTable table =
                new SeedTable("Glyphs that turn, grow and lean, T = 8, 32x32: single frames of new identities");
        for (int seed = FIRST; seed <= LAST; seed++) {
            for (String kind : kinds("factored;plain")) {
                try (VideoVAEModel m = contenders.model(kind, seed, train)) {
                    FrameSet a = EVALUATOR.frames(m, from);
                    FrameSet b = EVALUATOR.frames(m, test);
                    if (m.blocks().size() > 1) {
                        for (BlockRange block : m.blocks()) {
                            FrameFeatures f = CodeFeatures.block(m, block.name());
                            table.add(kind + ": " + block.name(), factors(f, a, b));
                        }
                    }
                    table.add(kind + ": all", factors(CodeFeatures.all(m), a, b));
                }
                Figures.write("affine-glyphs", table.markdown());
            }
        }
        double read = 0;
        for (String factor : new AffineMotion().factors()) {
            read += table.mean("factored: pose", factor + " R2") - table.mean("factored: identity", factor + " R2");
        }
        assertTrue(read > 0, table::markdown);
    }

    private static MovingGlyphsDataSource<LogDensity> affine(int clips, int hands, ClipSplit split) {
        return new MovingGlyphsDataSource<>(
                new LogDensityFactory(),
                new ClipShape(clips, 8, 32),
                "0123456789",
                hands,
                new AffineMotion(),
                split,
                1);
    }

    /** The class, and each factor of the motion by itself. */
    private static Map<String, Double> factors(FrameFeatures features, FrameSet from, FrameSet test) {
        Map<String, Double> row = EVALUATOR.probe(features, from, test);
        row.keySet().removeAll(List.of("pose", "position R2"));
        NeighbourProbe probe = new NeighbourProbe(10, true);
        double[][] a = features.of(from.pixels());
        double[][] b = features.of(test.pixels());
        for (String factor : from.truths().get(0).tracks().keySet()) {
            row.put(factor + " R2", Determination.of(probe.regress(a, from.factor(factor), b), test.factor(factor)));
        }
        return row;
    }

    /** Images of MNIST's training file to train on, of its test file to test. */
    @Test
    void movingDigits() throws IOException {
        var train = digits("train", 6000, ClipSplit.TRAIN);
        Dataset<LogDensity> probes = new MutableDataset<>(digits("train", 3000, ClipSplit.TRAIN));
        Dataset<LogDensity> test = new MutableDataset<>(digits("t10k", 1000, ClipSplit.TEST));
        Moving figures = new Moving("moving-digits", "Moving MNIST digits, T = 8, 64x64");
        VideoContenders contenders = new VideoContenders("digits", train.layout(), 6, 2, 16, 6000)
                .with(new FrameGlimpseEncoder(), new FrameGlimpseDecoder())
                .tied(0.002);
        figures.run(contenders, train, probes, test);
        SeedTable t = figures.probes;
        assertTrue(t.mean("factored: identity", "class") >= 0.7, figures::markdown);
        assertTrue(t.mean("factored: pose", "position R2") >= 0.95, figures::markdown);
        assertTrue(t.mean("factored: identity", "pose") <= 0.2, figures::markdown);
        double few = t.mean("factored: identity", "1 label");
        assertTrue(few >= 3 * t.mean("pixels", "1 label"), figures::markdown);
        assertTrue(few > t.mean("plain: all", "1 label"), figures::markdown);
        double d = figures.scores.mean("factored", "D");
        assertTrue(d > figures.scores.mean("plain", "D of the best split"), figures::markdown);
        assertTrue(d > figures.scores.mean("random walk", "D of the best split"), figures::markdown);
        assertTrue(figures.lost("penalised") <= 0.1, figures::markdown);
    }

    private static MovingDigitsDataSource<LogDensity> digits(String part, int clips, ClipSplit split) {
        String folder = System.getProperty("tribuogen.mnist");
        assumeTrue(
                folder != null && Files.isDirectory(Path.of(folder)),
                () -> "found -Dtribuogen.mnist=" + folder + ", expected a folder with MNIST's IDX files; skipped");
        return new MovingDigitsDataSource<>(
                Path.of(folder, part + "-images-idx3-ubyte.gz"),
                Path.of(folder, part + "-labels-idx1-ubyte.gz"),
                new LogDensityFactory(),
                new ClipShape(clips, 8, 64),
                clips,
                split,
                1);
    }

    /** The tables of moving glyphs and digits. */
    private static final class Moving {
        private final String file;
        private final SeedTable probes;
        private final SeedTable scores;
        private final SeedTable swaps;

        Moving(String file, String title) {
            this.file = file;
            this.probes = new SeedTable(title + ": what can be read off single frames of new identities");
            this.scores = new SeedTable(title + ": how the code divides class and place");
            this.swaps = new SeedTable(title + ": what a judge of real frames sees in generated ones");
        }

        void run(
                VideoContenders contenders,
                GeneratedClipSource<LogDensity> source,
                Dataset<LogDensity> from,
                Dataset<LogDensity> test)
                throws IOException {
            Lazy train = new Lazy(source);
            FrameJudge judge = null;
            for (int seed = FIRST; seed <= LAST; seed++) {
                for (String kind : kinds(KINDS)) {
                    try (VideoVAEModel m = contenders.model(kind, seed, train)) {
                        TransferEvaluation e = EVALUATOR.evaluate(m, from, test);
                        FrameSet a = EVALUATOR.frames(m, from);
                        FrameSet b = EVALUATOR.frames(m, test);
                        if (seed == FIRST && kind.equals(kinds(KINDS).get(0))) {
                            baselines(m, a, b);
                        }
                        e.probes().forEach((block, found) -> {
                            Map<String, Double> row = new LinkedHashMap<>(found);
                            FrameFeatures f = block.equals("all") ? CodeFeatures.all(m) : CodeFeatures.block(m, block);
                            row.put("class by SVM", accuracy(f, a, a.classes(), b, b.classes()));
                            row.put("cell by SVM", accuracy(f, a, a.cells(), b, b.cells()));
                            if (m.blocks().size() > 1 || block.equals("all")) {
                                probes.add(kind + ": " + block, row);
                            }
                        });
                        scores.add(kind, e.scores());
                        if (m.blocks().size() == 2) {
                            probes.add(kind + ": identity, whole clips", whole(m, from, test));
                        }
                        if (m.blocks().size() == 2 && JUDGED) {
                            judge = judge == null ? judge(m, from) : judge;
                            swaps.add(kind, swap(m, test, judge));
                        }
                        if (seed == FIRST) {
                            pictures(m, test, file + "-" + kind.replace(' ', '-'));
                        }
                    }
                    Figures.write(file, markdown());
                }
            }
        }

        private void baselines(VideoVAEModel m, FrameSet from, FrameSet test) {
            probes.add("pixels", EVALUATOR.probe(new PixelFeatures(), from, test));
            int[] some = new int[1000];
            Arrays.setAll(some, i -> i);
            probes.add(
                    "principal components",
                    EVALUATOR.probe(PrincipalFeatures.fit(from.rows(some).pixels(), m.features()), from, test));
        }

        /** What an exchange of poses costs: the judge's accuracy on reconstructions less that on exchanged frames. */
        double lost(String kind) {
            return swaps.mean(kind, "reconstructed") - swaps.mean(kind, "with another's pose");
        }

        String markdown() {
            return probes.markdown() + scores.markdown() + swaps.markdown();
        }
    }

    /** What whole clips say of the class: the identity that their frames share. */
    private static Map<String, Double> whole(VideoVAEModel m, Dataset<LogDensity> from, Dataset<LogDensity> test) {
        double[][] a = doubles(m.identity(m.toRows(from.getData())));
        double[][] b = doubles(m.identity(m.toRows(test.getData())));
        String[] known = EVALUATOR.frames(m, from).classes();
        String[] truth = EVALUATOR.frames(m, test).classes();
        Map<String, Double> row = new LinkedHashMap<>();
        row.put("class", new NeighbourProbe(10, true).accuracy(a, known, b, truth));
        for (int labels : new int[] {1, 5, 20}) {
            double[] found = FewShot.accuracies(a, known, b, truth, labels, 20, new SplittableRandom(1));
            row.put(
                    labels + (labels == 1 ? " label" : " labels"),
                    Arrays.stream(found).average().orElseThrow());
        }
        return row;
    }

    private static double[][] doubles(float[][] rows) {
        double[][] wide = new double[rows.length][rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            int row = i;
            Arrays.setAll(wide[i], j -> rows[row][j]);
        }
        return wide;
    }

    /** Data that is made when it is needed first: models that are kept need none. */
    static final class Lazy implements VideoContenders.Clips {
        private final GeneratedClipSource<LogDensity> source;
        private Dataset<LogDensity> data;

        Lazy(GeneratedClipSource<LogDensity> source) {
            this.source = source;
        }

        @Override
        public Dataset<LogDensity> get() {
            if (data == null) {
                data = new MutableDataset<>(source);
            }
            return data;
        }
    }

    /** The paper's probe: a support vector machine with Gaussian kernels, C = 1 and gamma = 1 / features. */
    private static Probe machine(int features) {
        return new TrainerProbe(new LibSVMClassificationTrainer(machineParameters(features), 1));
    }

    private static SVMParameters<Label> machineParameters(int features) {
        SVMParameters<Label> p =
                new SVMParameters<>(new SVMClassificationType(SVMClassificationType.SVMMode.C_SVC), KernelType.RBF);
        p.setGamma(1.0 / features);
        p.setCost(1);
        return p;
    }

    private static double accuracy(FrameFeatures f, FrameSet from, String[] labels, FrameSet test, String[] truth) {
        double[][] rows = f.of(from.pixels());
        return machine(rows[0].length).accuracy(rows, labels, f.of(test.pixels()), truth);
    }

    /** Trains the judge on three frames of each clip. */
    private static FrameJudge judge(VideoVAEModel m, Dataset<LogDensity> clips) {
        float[][] rows = m.toRows(clips.getData());
        FrameSet all = FrameSet.all(rows, TransferEvaluator.truths(clips), m.geometry());
        int t = m.geometry().frames();
        int[] some = new int[3 * rows.length];
        for (int i = 0; i < rows.length; i++) {
            some[3 * i] = i * t + 1;
            some[3 * i + 1] = i * t + t / 2;
            some[3 * i + 2] = i * t + t - 2;
        }
        FrameSet frames = all.rows(some);
        long steps = 2000;
        NeuralClassifierTrainer trainer = new NeuralClassifierTrainer(
                new ConvNet(new ConvLayer(16, 5, 2), new ConvLayer(32, 3, 2), new ConvLayer(64, 3, 2)),
                new Adam(2e-3).withSchedule(new CosineSchedule(steps, 0.02)),
                new ImageLayout(
                        m.geometry().channels(),
                        m.geometry().height(),
                        m.geometry().width(),
                        new FeatureNaming("f{index}", ChannelOrder.CHANNEL_FIRST)),
                new PreprocessorChain(),
                TrainingSettings.builder()
                        .batchSize(64)
                        .steps(steps)
                        .device(Device.cpu(Integer.getInteger("tribuogen.threads", 1)))
                        .showProgress(false)
                        .build(),
                1);
        Model<Label> model =
                trainer.train(frames.dataset(new PixelFeatures(), new LabelFactory(), i -> frames.classes()[i]));
        return new FrameJudge(model);
    }

    private static Map<String, Double> swap(VideoVAEModel m, Dataset<LogDensity> test, FrameJudge judge) {
        SwapTest s = SwapTest.of(m, m.toRows(test.getData()), TransferEvaluator.truths(test), 3, judge);
        Map<String, Double> row = new LinkedHashMap<>();
        row.put("real", s.real().accuracy());
        row.put("reconstructed", s.reconstructed().accuracy());
        row.put("with another's pose", s.swapped().accuracy());
        row.put("as one point in another's pose", s.animated().accuracy());
        row.put("seen as the pose's donor", s.donorAccuracy());
        row.put("H(y)", s.swapped().marginalEntropy());
        row.put("H(y given x)", s.swapped().conditionalEntropy());
        row.put("inception score", s.swapped().inceptionScore());
        row.put("KL to real", s.divergence());
        return row;
    }

    private static void pictures(VideoVAEModel m, Dataset<LogDensity> test, String name) throws IOException {
        ClipPictures pictures = ClipPictures.of(m.geometry());
        float[][] rows = Arrays.copyOf(m.toRows(test.getData().subList(0, 10)), 10);
        float[][] again = m.reconstruct(rows);
        List<float[]> pairs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            pairs.addAll(Arrays.asList(rows[i], again[i]));
        }
        Figures.save(pictures.strips(pairs.toArray(float[][]::new)), name + "-strips");
        Figures.save(
                pictures.animation(m.sampleMeans(8, 2 * m.geometry().frames(), new SplittableRandom(1))),
                name + "-samples");
        float[] code = m.encode(rows).get(0).means()[0];
        Figures.save(pictures.traversals(m, code, -2, -1, 0, 1, 2), name + "-traversals");
        if (m.blocks().size() == 2) {
            FrameSet frames = FrameSet.at(rows, TransferEvaluator.truths(test).subList(0, 10), m.geometry(), 3);
            Figures.save(
                    pictures.exchange(
                            m, frames.pixels(), frames.rows(0, 1, 2, 3, 4, 5).pixels()),
                    name + "-swaps");
            Figures.save(pictures.interpolation(m, "identity", rows[0], rows[3], 8), name + "-identities");
        }
    }

    /** 180 chairs to train on, 60 others to test. */
    @Test
    void rotatingChairs() throws IOException {
        var source = chairs(3600, 180, ClipSplit.TRAIN);
        VideoContenders contenders = new VideoContenders("chairs", source.layout(), 8, 8, 16, 4000);
        Lazy train = new Lazy(source);
        Dataset<LogDensity> from = new MutableDataset<>(chairs(720, 180, ClipSplit.TRAIN));
        Dataset<LogDensity> test = new MutableDataset<>(chairs(480, 60, ClipSplit.TEST));
        SeedTable table = new SeedTable("Rotating chairs, T = 16, 32x32: single frames of 60 chairs never seen");
        for (int seed = FIRST; seed <= LAST; seed++) {
            for (String kind : kinds(KINDS)) {
                try (VideoVAEModel m = contenders.model(kind, seed, train)) {
                    for (BlockRange block : m.blocks()) {
                        if (m.blocks().size() > 1) {
                            table.add(
                                    kind + ": " + block.name(),
                                    chairs(m, CodeFeatures.block(m, block.name()), from, test));
                        }
                    }
                    table.add(kind + ": all", chairs(m, CodeFeatures.all(m), from, test));
                    if (seed == FIRST) {
                        pictures(m, test, "rotating-chairs-" + kind.replace(' ', '-'));
                        if (kind.equals("factored")) {
                            table.add("pixels", chairs(m, new PixelFeatures(), from, test));
                        }
                    }
                }
                Figures.write("rotating-chairs", table.markdown());
            }
        }
        assertTrue(table.mean("factored: identity", "5-way 1-shot") >= 0.9, table::markdown);
        assertTrue(table.mean("factored: pose", "yaw R2") >= 0.95, table::markdown);
        assertTrue(table.mean("factored: identity", "yaw R2") <= 0.1, table::markdown);
    }

    private static RotatingSolidsDataSource<LogDensity> chairs(int clips, int chairs, ClipSplit split) {
        return new RotatingSolidsDataSource<>(new LogDensityFactory(), new ClipShape(clips, 16, 32), chairs, split, 1);
    }

    private static Map<String, Double> chairs(
            VideoVAEModel m, FrameFeatures features, Dataset<LogDensity> from, Dataset<LogDensity> test) {
        FrameSet trained = FrameSet.at(m.toRows(from.getData()), TransferEvaluator.truths(from), m.geometry(), 3);
        FrameSet all = FrameSet.all(m.toRows(test.getData()), TransferEvaluator.truths(test), m.geometry());
        Map<String, Double> row = new HeldOutIdentities(5, 1000).measure(features, all, new SplittableRandom(1));
        FrameSet one = FrameSet.at(m.toRows(test.getData()), TransferEvaluator.truths(test), m.geometry(), 3);
        row.put(
                "yaw R2",
                new TransferEvaluator(3, 10, 1, 1).probe(features, trained, one).get("yaw R2"));
        row.put("order", order(features, m, from, all));
        return row;
    }

    /** Whether three frames are in order, learned on clips of training chairs. */
    private static double order(FrameFeatures features, VideoVAEModel m, Dataset<LogDensity> from, FrameSet test) {
        FrameSet frames = FrameSet.all(m.toRows(from.getData()), TransferEvaluator.truths(from), m.geometry());
        int t = m.geometry().frames();
        double[][] known = features.of(frames.pixels());
        OrderVerification a = OrderVerification.draw(known, t, 3, new SplittableRandom(1));
        OrderVerification b = OrderVerification.draw(features.of(test.pixels()), t, 3, new SplittableRandom(2));
        // with the paper's machine all codes stay at chance here: neighbouring yaws are too alike for its kernel
        Probe probe = new NeighbourProbe(10, true);
        return probe.accuracy(a.rows(), a.labels(), b.rows(), b.labels());
    }
}
