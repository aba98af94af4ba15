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

import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.ChannelOrder;
import io.github.tribuogen.neural.data.IDXImageDataSource;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.CosineSchedule;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.video.evaluation.NeighbourProbe;
import io.github.tribuogen.video.network.FrameMlp;
import io.github.tribuogen.video.network.FramePatchDecoder;
import io.github.tribuogen.video.network.FramePatchEncoder;
import io.github.tribuogen.video.report.ClipPictures;
import io.github.tribuogen.video.vae.BlockRange;
import io.github.tribuogen.video.vae.FrameCodes;
import io.github.tribuogen.video.vae.VideoVAEModel;
import io.github.tribuogen.video.vae.VideoVAETrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

/**
 * Walking figures in colour, the sprites of Li and Mandt (2018): what do blocks say of body, legs, coat and hair, and of the action?
 * Properties: {@code tribuogen.sprites}, a folder with sequences [n, 8, 64, 64, 3], attributes [n, 4] and actions [n] as IDX files named
 * "sprites-train-...idx5...", "sprites-train-...attributes...", "sprites-train-...action..." and likewise "sprites-test-..."; {@code
 * tribuogen.seeds}; {@code tribuogen.steps}; {@code tribuogen.threads}.
 */
@Tag("slow")
class SpritesExperimentTest {
    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 3);
    private static final long STEPS = Long.getLong("tribuogen.steps", 1500);
    private static final List<String> ATTRIBUTES = List.of("body", "legs", "coat", "hair");
    private static final int FRAME = 3;

    /** Sequences, and what they show. */
    private record Sprites(Dataset<LogDensity> clips, IDXImageDataSource<LogDensity> source, String[][] truths) {
        /** The attributes, then the action. */
        static Sprites read(String split) throws IOException {
            var source = new IDXImageDataSource<>(file(split, "idx5"), null, new LogDensityFactory());
            String[][] truths = new String[ATTRIBUTES.size() + 1][source.size()];
            int row = 0;
            for (Example<Label> e :
                    new IDXImageDataSource<>(file(split, "attributes"), file(split, "action"), new LabelFactory())) {
                int k = 0;
                for (Feature f : e) {
                    truths[k++][row] = Integer.toString((int) f.getValue());
                }
                truths[k][row++] = e.getOutput().getLabel();
            }
            return new Sprites(new MutableDataset<>(source), source, truths);
        }

        private static Path file(String split, String part) throws IOException {
            String folder = System.getProperty("tribuogen.sprites");
            assumeTrue(
                    folder != null && Files.isDirectory(Path.of(folder)),
                    () -> "found -Dtribuogen.sprites=" + folder + ", expected a folder of IDX files; skipped");
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                return files.filter(f -> f.getFileName().toString().startsWith("sprites-" + split)
                                && f.getFileName().toString().contains(part))
                        .findFirst()
                        .orElseThrow(() -> new IOException(
                                "No file sprites-" + split + "-..." + part + "..., expected one in " + folder));
            }
        }
    }

    /** Figures whose attributes are new in their combination: what single frames say of them, and whole clips of the action. */
    @Test
    void sprites() throws IOException {
        Sprites train = Sprites.read("train");
        Sprites test = Sprites.read("test");
        SeedTable table = new SeedTable("Sprites, T = 8, 64x64x3: figures of new combinations");
        for (int seed = 1; seed <= SEEDS; seed++) {
            try (VideoVAEModel m = trainer(train, seed).train(train.clips())) {
                float[][] known = m.toRows(train.clips().getData());
                float[][] asked = m.toRows(test.clips().getData());
                for (BlockRange block : m.blocks()) {
                    table.add(block.name(), row(m.encode(known), m.encode(asked), block, train, test));
                }
                if (seed == 1) {
                    float[][] few = Arrays.copyOf(asked, asked.length);
                    ClipPictures pictures = ClipPictures.of(m.geometry()).range(0, 255);
                    Figures.save(
                            pictures.strips(
                                    few[0], m.reconstruct(few)[0], few[130], m.animate(few, rolled(few, 130))[0]),
                            "sprites");
                }
            }
            Figures.write("sprites", table.markdown());
        }
        for (String attribute : ATTRIBUTES) {
            assertTrue(table.mean("identity", attribute) > table.mean("pose", attribute), table::markdown);
        }
        assertTrue(
                table.mean("pose", "action of the clip") > table.mean("identity", "action of the clip"),
                table::markdown);
    }

    private static float[][] rolled(float[][] rows, int by) {
        float[][] other = new float[rows.length][];
        Arrays.setAll(other, i -> rows[(i + by) % rows.length]);
        return other;
    }

    private static VideoVAETrainer trainer(Sprites data, long seed) {
        return VideoVAETrainer.builder(data.source().layout(ChannelOrder.CHANNEL_LAST))
                .encoder(new FramePatchEncoder(4, 12, new FrameMlp()))
                .decoder(new FramePatchDecoder(4, 12, 256, 256))
                .features(16)
                .preprocessor(new AffineScaling(1f / 255, 0))
                .optimiser(new Adam(2e-3).withSchedule(new CosineSchedule(STEPS, 0.02)))
                .settings(TrainingSettings.builder()
                        .batchSize(16)
                        .steps(STEPS)
                        .device(Device.cpu(Integer.getInteger("tribuogen.threads", 1)))
                        .showProgress(false)
                        .build())
                .seed(seed)
                .build();
    }

    /** By five standardised neighbours. */
    private static Map<String, Double> row(
            List<FrameCodes> known, List<FrameCodes> asked, BlockRange block, Sprites train, Sprites test) {
        NeighbourProbe probe = new NeighbourProbe(5, true);
        Map<String, Double> row = new LinkedHashMap<>();
        for (int k = 0; k < ATTRIBUTES.size(); k++) {
            row.put(
                    ATTRIBUTES.get(k),
                    probe.accuracy(
                            codes(known, block, FRAME, FRAME + 1),
                            train.truths()[k],
                            codes(asked, block, FRAME, FRAME + 1),
                            test.truths()[k]));
        }
        int action = ATTRIBUTES.size();
        row.put(
                "action of the clip",
                probe.accuracy(
                        codes(known, block, 0, 8), train.truths()[action],
                        codes(asked, block, 0, 8), test.truths()[action]));
        return row;
    }

    /** A block of some frames of each clip, side by side. */
    private static double[][] codes(List<FrameCodes> clips, BlockRange block, int from, int to) {
        int w = block.width();
        double[][] rows = new double[clips.size()][(to - from) * w];
        for (int i = 0; i < rows.length; i++) {
            float[][] part = block.of(clips.get(i).means());
            for (int t = from; t < to; t++) {
                for (int j = 0; j < w; j++) {
                    rows[i][(t - from) * w + j] = part[t][j];
                }
            }
        }
        return rows;
    }
}
