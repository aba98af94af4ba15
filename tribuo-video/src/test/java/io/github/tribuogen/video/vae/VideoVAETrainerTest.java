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
package io.github.tribuogen.video.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.data.VectorLayout;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.latent.GaussianLikelihood;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import io.github.tribuogen.video.data.ClipShape;
import io.github.tribuogen.video.data.ClipSplit;
import io.github.tribuogen.video.data.MovingGlyphsDataSource;
import io.github.tribuogen.video.data.RotatingSolidsDataSource;
import io.github.tribuogen.video.data.Solid;
import io.github.tribuogen.video.network.FrameConvDecoder;
import io.github.tribuogen.video.network.FrameConvEncoder;
import io.github.tribuogen.video.network.FrameMlp;
import io.github.tribuogen.video.prior.IdentityPrior;
import io.github.tribuogen.video.prior.IidPrior;
import io.github.tribuogen.video.prior.LatentBlock;
import io.github.tribuogen.video.prior.RandomWalkPrior;
import io.github.tribuogen.video.prior.TieVariance;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.test.Helpers;

class VideoVAETrainerTest {
    private static final MovingGlyphsDataSource<LogDensity> SOURCE = Clips.glyphs(12, 4, 16, ClipSplit.TRAIN);

    private static Dataset<LogDensity> data() {
        return new MutableDataset<>(SOURCE);
    }

    private static VideoVAETrainerBuilder trainer(long steps) {
        return Clips.trainer(SOURCE, steps);
    }

    @Test
    void trainingRaisesTheBound() {
        try (VideoVAEModel m = trainer(120).build().train(data())) {
            float[] curve = m.trainingHistory().curves().get("negative ELBO").values();
            assertTrue(curve[curve.length - 1] < 0.8 * curve[0], curve[0] + " to " + curve[curve.length - 1]);
            assertEquals(DensityKind.LOWER_BOUND, m.densityKind());
            float[][] rows = m.toRows(data());
            List<ClipBound> bounds = m.bounds(rows);
            double[] log = m.logDensity(rows);
            for (int i = 0; i < rows.length; i++) {
                assertEquals(log[i], bounds.get(i).bound(), 1e-2);
                for (float above : bounds.get(i).aboveFloor()) {
                    assertTrue(above > -1e-3, "below the floor: " + above);
                }
            }
            // the noise is a function of the clip, not of its company
            assertEquals(log[3], m.logDensity(new float[][] {rows[3]})[0], 1e-2);
        }
    }

    @Test
    void framesAreEncodedOneByOne() {
        try (VideoVAEModel m = trainer(5).build().train(data())) {
            float[][] rows = m.toRows(data());
            int p = m.geometry().framePixels();
            float[][] frames = new float[4][];
            for (int t = 0; t < 4; t++) {
                frames[t] = Arrays.copyOfRange(rows[1], t * p, (t + 1) * p);
            }
            FrameCodes clip = m.encode(rows).get(1);
            FrameCodes single = m.encodeFrames(frames);
            for (int t = 0; t < 4; t++) {
                assertArrayEquals(clip.means()[t], single.means()[t], 1e-5f);
                assertArrayEquals(clip.variances()[t], single.variances()[t], 1e-5f);
            }
            assertEquals("4x1x16x16", m.geometry().toString());
            assertEquals(List.of(new BlockRange("identity", 0, 2), new BlockRange("pose", 2, 4)), m.blocks());
        }
    }

    @Test
    void blocksAreExchanged() {
        try (VideoVAEModel m = trainer(20).build().train(data())) {
            float[][] a = Arrays.copyOfRange(m.toRows(data()), 0, 3);
            float[][] b = Arrays.copyOfRange(m.toRows(data()), 3, 6);
            float[][] own = m.reconstruct(a);
            for (String block : List.of("identity", "pose")) {
                assertArrayEquals(own, m.swap(block, a, a));
                assertFalse(Arrays.deepEquals(own, m.swap(block, a, b)));
            }
            // what one clip gives of its pose is all that the other keeps of its identity
            assertArrayEquals(m.swap("pose", a, b), m.swap("identity", b, a));
            BlockRange pose = m.block("pose");
            float[][] mixed = pose.exchanged(
                    m.encode(a).get(0).means(), m.encode(b).get(0).means());
            assertArrayEquals(
                    m.encode(a).get(0).means(),
                    pose.exchanged(mixed, m.encode(a).get(0).means()));
            float[] from = m.encode(a).get(0).means()[0];
            float[] to = m.encode(b).get(0).means()[0];
            float[][] way = m.interpolate("identity", from, to, 5);
            assertArrayEquals(m.decode(new float[][] {from})[0], way[0]);
            assertArrayEquals(
                    m.decode(m.block("identity").exchanged(new float[][] {from}, new float[][] {to}))[0], way[4]);
            assertEquals(3, m.traverse(from, 1, -2, 0, 2).length);
            assertEquals(2, m.identity(a)[0].length);
        }
    }

    /** With T = 4, b = 2 and a tie of 0.5 the mean of s_V is 8 / 8.5 of the frames' mean; other blocks give the mean itself. */
    @Test
    void identityIsThePosteriorMeanOfWhatFramesShare() {
        try (VideoVAEModel m = trainer(5)
                .blocks(
                        new LatentBlock("identity", 2, new IdentityPrior(TieVariance.fixed(0.5), 2)),
                        new LatentBlock("pose", 2, new RandomWalkPrior()))
                .build()
                .train(data())) {
            float[][] rows = m.toRows(data());
            float[][] identity = m.identity(rows);
            float[][] pose = m.shared("pose", rows);
            for (int i = 0; i < rows.length; i++) {
                float[][] codes = m.encode(rows).get(i).means();
                for (int j = 0; j < 2; j++) {
                    double s = 0;
                    double p = 0;
                    for (float[] z : codes) {
                        s += z[j] / 4;
                        p += z[2 + j] / 4;
                    }
                    assertEquals(8 / 8.5 * s, identity[i][j], 1e-5);
                    assertEquals(p, pose[i][j], 1e-5);
                }
            }
        }
    }

    /** What a clip shows is one point in all frames, and the movers' clips move themselves. */
    @Test
    void thingsMoveAsOthersDo() {
        try (VideoVAEModel m = trainer(20).build().train(data())) {
            float[][] a = Arrays.copyOfRange(m.toRows(data()), 0, 3);
            float[][] b = Arrays.copyOfRange(m.toRows(data()), 3, 6);
            float[] shown = m.identity(a)[1];
            float[][] codes = m.encode(b).get(1).means();
            for (float[] code : codes) {
                System.arraycopy(shown, 0, code, 0, 2);
            }
            float[][] frames = FrameRows.of(m.animate(a, b)[1], m.geometry());
            assertArrayEquals(m.decode(codes), frames);
            refused(() -> m.animate(a, new float[][] {b[0]}), "movers", "3", "1");
        }
        try (VideoVAEModel plain = trainer(3)
                .blocks(new LatentBlock("all", 2, new IidPrior()))
                .build()
                .train(data())) {
            float[][] rows = plain.toRows(data());
            refused(() -> plain.animate(rows, rows), "identity", "all");
        }
    }

    @Test
    void samplesAreClips() {
        try (VideoVAEModel m = trainer(20).build().train(data())) {
            for (float[] clip : m.sample(3, new SplittableRandom(1))) {
                assertEquals(m.geometry().clipPixels(), clip.length);
                for (float v : clip) {
                    assertTrue(v == 0 || v == 1);
                }
            }
            assertArrayEquals(m.sample(2, new SplittableRandom(1)), m.sample(2, new SplittableRandom(1)));
            assertEquals(11 * m.geometry().framePixels(), m.sampleMeans(2, 11, new SplittableRandom(2))[1].length);
            float[][] codes = m.sampleCodes(1, 40, new SplittableRandom(4))[0];
            double within = 0;
            double steps = 0;
            for (int t = 1; t < 40; t++) {
                within += Math.pow(codes[t][0] - codes[t - 1][0], 2) / 39;
                steps += Math.pow(codes[t][2] - codes[t - 1][2], 2) / 39;
            }
            // differences have the variances 2 a and a; the bounds are four standard errors
            assertEquals(0.02, within, 0.02);
            assertEquals(0.01, steps, 0.0095);
        }
    }

    @Test
    void configurationRoundTripAndReproduction() {
        VideoVAETrainer trainer = trainer(10)
                .encoder(new FrameMlp(24))
                .blocks(
                        new LatentBlock("identity", 3, new IdentityPrior(TieVariance.learned(0.02), 1)),
                        new LatentBlock("pose", 2, new RandomWalkPrior()),
                        new LatentBlock("rest", 1, new IidPrior()))
                .leakage(new DependencePenalty(1, 1, 0.2), 3)
                .warmUpSteps(4)
                .klWeight(0.5)
                .build();
        trainer.train(data()).close();
        try (VideoVAEModel second = trainer.train(data());
                VideoVAEModel again = rebuilt(second).train(data())) {
            assertEquals(second.weights(), again.weights());
            assertArrayEquals(second.logDensity(second.toRows(data())), again.logDensity(again.toRows(data())));
            assertTrue(
                    second.weights().keySet().stream().anyMatch(n -> n.contains("prior-identity")),
                    () -> second.weights().keySet().toString());
            assertEquals(6, second.features());
            assertEquals(trainer.toString(), rebuilt(second).toString());
        }
    }

    private static VideoVAETrainer rebuilt(VideoVAEModel model) {
        TrainerProvenance p = model.getProvenance().getTrainerProvenance();
        var configuration = ProvenanceUtil.extractConfiguration(p);
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        VideoVAETrainer trainer =
                (VideoVAETrainer) cm.lookup(configuration.get(0).getName());
        trainer.setInvocationCount(
                ((IntProvenance) p.getInstanceValues().get(TrainerProvenance.TRAIN_INVOCATION_COUNT)).getValue());
        return trainer;
    }

    @Test
    void resumedTrainingIsTheSame(@TempDir Path folder) {
        try (VideoVAEModel whole = trainer(20).build().train(data())) {
            trainer(10)
                    .settings(Clips.settings(10).checkpoints(folder, 5, true).build())
                    .build()
                    .train(data())
                    .close();
            try (VideoVAEModel resumed = trainer(20)
                    .settings(Clips.settings(20).checkpoints(folder, 5, true).build())
                    .build()
                    .train(data())) {
                assertEquals(whole.weights(), resumed.weights());
            }
        }
    }

    @Test
    void protobufRoundTripKeepsEverything() {
        Dataset<LogDensity> data = data();
        try (VideoVAEModel m = trainer(5).build().train(data)) {
            VideoVAEModel read = (VideoVAEModel) Helpers.testModelProtoSerialization(m, LogDensity.class, data, 0);
            float[][] rows = m.toRows(data);
            assertEquals(m.encode(rows), read.encode(rows));
            assertArrayEquals(m.logDensity(rows), read.logDensity(rows));
            assertArrayEquals(m.reconstruct(rows), read.reconstruct(rows));
            assertArrayEquals(m.sample(2, new SplittableRandom(1)), read.sample(2, new SplittableRandom(1)));
            assertEquals(m.blocks(), read.blocks());
            Helpers.testProvenanceMarshalling(m.getProvenance());
            read.close();
        }
    }

    /** Pixels of 0 to 255 under a scaling are pixels of 0 to 1, also for single frames and what is decoded. */
    @Test
    void unitsAreTheUsers() {
        var factory = new LogDensityFactory();
        var large = new MutableDataset<>(new SimpleDataSourceProvenance("0 to 255", factory), factory);
        for (Example<LogDensity> e : SOURCE) {
            String[] names = new String[e.size()];
            double[] values = new double[e.size()];
            int i = 0;
            for (var f : e) {
                names[i] = f.getName();
                values[i++] = 255 * f.getValue();
            }
            large.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names, values));
        }
        try (VideoVAEModel small = trainer(30).build().train(data());
                VideoVAEModel scaled = trainer(30)
                        .preprocessor(new AffineScaling(1f / 255, 0))
                        .build()
                        .train(large)) {
            float[][] a = small.toRows(data());
            float[][] b = scaled.toRows(large);
            assertEquals(small.logDensity(a)[2], scaled.logDensity(b)[2], 0.5);
            float[] ra = small.reconstruct(a)[2];
            float[] rb = scaled.reconstruct(b)[2];
            for (int j = 0; j < ra.length; j++) {
                assertEquals(ra[j], rb[j] / 255, 1e-2);
            }
        }
    }

    @Test
    void gaussianPixelsAndValidation() {
        try (VideoVAEModel m = trainer(60)
                .likelihood(new GaussianLikelihood(0.2))
                .settings(Clips.settings(60)
                        .validation(0.25, new EarlyStopping(20, 0, true))
                        .build())
                .build()
                .train(data())) {
            float[] curve = m.trainingHistory().curves().get("negative ELBO").values();
            assertTrue(curve[curve.length - 1] < curve[0]);
            assertTrue(m.trainingHistory().curves().containsKey("validation-negative-ELBO"));
        }
    }

    /** Colour, an odd size, convolutions with batch normalisation: frames still do not depend on their company. */
    @Test
    void colouredFramesOfAnySize() {
        var source = new RotatingSolidsDataSource<>(
                new LogDensityFactory(), new ClipShape(6, 3, 11), List.of(Solid.BOX), 6, true, ClipSplit.TRAIN, 1);
        Dataset<LogDensity> coloured = new MutableDataset<>(source);
        try (VideoVAEModel m = VideoVAETrainer.builder(source.layout())
                .encoder(new FrameConvEncoder(8, 4, 6))
                .decoder(new FrameConvDecoder(8, 4, 6))
                .features(4)
                .optimiser(new Adam(1e-2).withWeightDecay(1e-4))
                .settings(Clips.settings(40).build())
                .build()
                .train(coloured)) {
            float[][] rows = m.toRows(coloured);
            assertEquals("3x3x11x11", m.geometry().toString());
            assertEquals(3 * 3 * 121, m.reconstruct(rows)[0].length);
            float[] curve = m.trainingHistory().curves().get("negative ELBO").values();
            assertTrue(curve[curve.length - 1] < curve[0]);
            float[][] frames = FrameRows.of(rows[2], m.geometry());
            for (int t = 0; t < 3; t++) {
                assertArrayEquals(
                        m.encode(rows).get(2).means()[t],
                        m.encodeFrames(new float[][] {frames[t]}).means()[0],
                        1e-4f);
            }
        }
    }

    @Test
    void badInputIsNamed() {
        named("features", () -> trainer(5).features(5).build());
        named("features", () -> trainer(5).features(0).build());
        named("klWeight", () -> trainer(5).klWeight(0).build());
        named("warmUpSteps", () -> trainer(5).warmUpSteps(-1).build());
        named(
                "leakageFrom",
                () -> trainer(5).leakage(new DependencePenalty(), -1).build());
        named("maxLogVariance", () -> trainer(5).logVariances(0, 0, -1).build());
        named("startLogVariance", () -> trainer(5).logVariances(5, -8, 4).build());
        named("blocks", () -> trainer(5)
                .blocks(new LatentBlock("a", 1, new IidPrior()), new LatentBlock("a", 1, new IidPrior()))
                .build());
        named("leakage", () -> trainer(5)
                .blocks(new LatentBlock("a", 1, new IidPrior()))
                .leakage(new DependencePenalty(), 0)
                .build());
        named("weight", () -> new DependencePenalty(0));
        named("widths", () -> new DependencePenalty(1, 1, 0));
        refused(() -> trainer(5).build().train(with(1.5)), "example 1", "1.5", "[0, 1]");
        refused(() -> trainer(5).build().train(with(-0.1)), "example 1", "-0.1", "[0, 1]");
        refused(() -> with(Double.NaN), "invalid features"); // by Tribuo, before it is in a dataset
        refused(
                () -> VideoVAETrainer.builder(new VectorLayout())
                        .settings(Clips.settings(5).build())
                        .build()
                        .train(data()),
                "layout",
                "ClipLayout");
        refused(
                () -> trainer(5)
                        .preprocessor(new Standardisation())
                        .likelihood(new GaussianLikelihood(1))
                        .build()
                        .train(data()),
                "preprocessor",
                "every frame");
        refused(
                () -> trainer(5)
                        .leakage(new DependencePenalty(), 0)
                        .settings(Clips.settings(5).batchSize(3).build())
                        .build()
                        .train(data()),
                "batchSize",
                "4");
        try (VideoVAEModel m = trainer(3).build().train(data())) {
            float[][] rows = m.toRows(data());
            float[] damaged = rows[0].clone();
            damaged[7] = Float.NaN;
            refused(() -> m.encode(new float[][] {damaged}), "Row 0", "NaN", "7");
            refused(() -> m.encodeFrames(new float[][] {{1}}), "Frame 0", "1 values", "256");
            refused(() -> m.decode(new float[][] {{1, 2, Float.NaN, 1}}), "Code 0", "NaN", "finite");
            refused(() -> m.block("speed"), "speed", "identity");
            refused(() -> m.swap("pose", rows, new float[][] {rows[0]}), "donors", "12", "1");
            refused(() -> m.interpolate("pose", new float[4], new float[4], 1), "steps", "2");
            refused(() -> m.traverse(new float[4], 4, 1), "feature", "4");
            refused(() -> m.sampleCodes(1, 0, new SplittableRandom(1)), "frames", "0");
            refused(() -> m.sample(-1, new SplittableRandom(1)), "n:", "-1");
        }
    }

    /** Two clips, the second with a pixel of another value. */
    private static Dataset<LogDensity> with(double value) {
        var factory = new LogDensityFactory();
        var data = new MutableDataset<>(new SimpleDataSourceProvenance("given", factory), factory);
        data.add(SOURCE.example(0));
        data.add(new ArrayExample<>(LogDensityFactory.OBSERVED, new String[] {"0007"}, new double[] {value}));
        return data;
    }

    private static void refused(org.junit.jupiter.api.function.Executable e, String... words) {
        String message = assertThrows(IllegalArgumentException.class, e).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), word + " in: " + message);
        }
    }

    private static void named(String field, org.junit.jupiter.api.function.Executable e) {
        assertEquals(field, assertThrows(PropertyException.class, e).getProperty());
    }

    @Test
    void divergenceIsNoticed() {
        assertThrows(
                io.github.tribuogen.neural.runtime.TrainingDivergedException.class,
                () -> trainer(100).optimiser(new Adam(1e30)).build().train(data()));
    }
}
