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
import io.github.tribuogen.video.evaluation.NeighbourProbe;
import io.github.tribuogen.video.prior.LatentBlock;
import io.github.tribuogen.video.report.ClipPictures;
import io.github.tribuogen.video.vae.BlockRange;
import io.github.tribuogen.video.vae.FrameCodes;
import io.github.tribuogen.video.vae.VideoVAEModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

/**
 * Characters of a computer game, the clips of Li and Mandt (2018): 8 frames of 64x64 colours in which a character walks, casts a spell or
 * slashes, towards the viewer, left or right. Four attributes, of six values each, say what it looks like. Characters of the test part are
 * other combinations of them. Properties as for {@link VideoExperimentTest}, and {@code tribuogen.sprites}, the folder with the IDX files.
 */
@Tag("slow")
class SpritesExperimentTest {
    private static final int FIRST = Integer.getInteger("tribuogen.firstSeed", 1);
    private static final int LAST = FIRST + Integer.getInteger("tribuogen.seeds", 3) - 1;
    private static final List<String> ATTRIBUTES = List.of("body", "bottom", "top", "hair");
    private static final String STEM = "sprites-%s-%d";

    /** Clips and what they show. */
    private record Part(Dataset<LogDensity> clips, IDXImageDataSource<LogDensity> source, Map<String, String[]> truth) {
        /** Labels file: three times the action plus the direction. Attributes file: one row for each clip. */
        static Part read(Path folder, String name, int clips) throws IOException {
            String stem = String.format(STEM, name, clips);
            var source = new IDXImageDataSource<>(
                    folder.resolve(stem + "x8x64x64x3-idx5-ubyte.gz"), null, new LogDensityFactory());
            var labels = new IDXImageDataSource<>(
                    folder.resolve(stem + "-attributes-body.bottom.top.hair-idx2-ubyte.gz"),
                    folder.resolve(stem + "-action3x3-idx1-ubyte.gz"),
                    new LabelFactory());
            Map<String, String[]> truth = new LinkedHashMap<>();
            ATTRIBUTES.forEach(a -> truth.put(a, new String[clips]));
            truth.put("action", new String[clips]);
            truth.put("direction", new String[clips]);
            int i = 0;
            for (Example<Label> e : labels) {
                int j = 0;
                for (Feature f : e) {
                    truth.get(ATTRIBUTES.get(j++))[i] = Integer.toString((int) f.getValue());
                }
                int motion = Integer.parseInt(e.getOutput().getLabel());
                truth.get("action")[i] = Integer.toString(motion / 3);
                truth.get("direction")[i] = Integer.toString(motion % 3);
                i++;
            }
            return new Part(new MutableDataset<>(source), source, truth);
        }
    }

    @Test
    void sprites() throws IOException {
        String folder = System.getProperty("tribuogen.sprites");
        assumeTrue(
                folder != null && Files.isDirectory(Path.of(folder)),
                () -> "found -Dtribuogen.sprites=" + folder
                        + ", expected a folder with the sprites' IDX files; skipped");
        Part train = Part.read(Path.of(folder), "train", 900);
        Part test = Part.read(Path.of(folder), "test", 270);
        VideoContenders contenders = new VideoContenders(
                        "sprites", train.source().layout(ChannelOrder.CHANNEL_LAST), 12, 4, 8, 3000)
                .tied(0.002)
                .prepared(AffineScaling.betweenRanges(0, 255, 0, 1));
        SeedTable table = new SeedTable("Sprites, T = 8, 64x64x3: whole clips of 30 new characters");
        for (int seed = FIRST; seed <= LAST; seed++) {
            for (String kind : System.getProperty("tribuogen.kinds", "factored;penalised;plain")
                    .split(";")) {
                try (VideoVAEModel m = contenders.model(kind, seed, train::clips)) {
                    for (BlockRange block : m.blocks()) {
                        table.add(kind + ": " + block.name() + ", average", probe(m, block, true, train, test));
                        table.add(kind + ": " + block.name() + ", in order", probe(m, block, false, train, test));
                    }
                    if (seed == FIRST) {
                        pictures(m, test, "sprites-" + kind.replace(' ', '-'));
                    }
                }
                Figures.write("sprites", table.markdown());
            }
        }
        assertTrue(
                table.mean("factored: pose, average", "frame") > table.mean("factored: identity, average", "frame"),
                table::markdown);
        assertTrue(
                table.mean("factored: pose, average", "action") > table.mean("factored: identity, average", "action"),
                table::markdown);
    }

    /**
     * What ten standardised neighbours read off the codes of a block: off their average over a clip or off all of them in order. "frame" is
     * the number of a frame, read off single codes.
     */
    private static Map<String, Double> probe(
            VideoVAEModel m, BlockRange block, boolean average, Part train, Part test) {
        List<FrameCodes> known = m.encode(m.toRows(train.clips().getData()));
        List<FrameCodes> asked = m.encode(m.toRows(test.clips().getData()));
        NeighbourProbe probe = new NeighbourProbe(10, true);
        Map<String, Double> row = new LinkedHashMap<>();
        double[][] a = features(known, block, average);
        double[][] b = features(asked, block, average);
        train.truth()
                .forEach((factor, truth) ->
                        row.put(factor, probe.accuracy(a, truth, b, test.truth().get(factor))));
        if (average) {
            row.put("frame", probe.accuracy(frames(known, block), times(known), frames(asked, block), times(asked)));
        }
        return row;
    }

    private static double[] part(float[] code, BlockRange block) {
        double[] part = new double[block.to() - block.from()];
        Arrays.setAll(part, j -> code[block.from() + j]);
        return part;
    }

    private static double[][] frames(List<FrameCodes> clips, BlockRange block) {
        return clips.stream()
                .flatMap(c -> Arrays.stream(c.means()))
                .map(code -> part(code, block))
                .toArray(double[][]::new);
    }

    private static String[] times(List<FrameCodes> clips) {
        int t = clips.get(0).means().length;
        String[] times = new String[clips.size() * t];
        Arrays.setAll(times, i -> Integer.toString(i % t));
        return times;
    }

    private static double[][] features(List<FrameCodes> clips, BlockRange block, boolean average) {
        double[][] rows = new double[clips.size()][];
        for (int i = 0; i < rows.length; i++) {
            double[][] codes = frames(clips.subList(i, i + 1), block);
            int width = codes[0].length;
            rows[i] = new double[average ? width : width * codes.length];
            for (int t = 0; t < codes.length; t++) {
                for (int j = 0; j < width; j++) {
                    if (average) {
                        rows[i][j] += codes[t][j] / codes.length;
                    } else {
                        rows[i][t * width + j] = codes[t][j];
                    }
                }
            }
        }
        return rows;
    }

    private static void pictures(VideoVAEModel m, Part test, String name) throws IOException {
        ClipPictures pictures = ClipPictures.of(m.geometry()).range(0, 255);
        // a clip of each action, of other characters
        List<Example<LogDensity>> some = List.of(
                test.clips().getExample(0),
                test.clips().getExample(130),
                test.clips().getExample(250));
        float[][] rows = m.toRows(some);
        float[][] again = m.reconstruct(rows);
        Figures.save(pictures.strips(rows[0], again[0], rows[1], again[1], rows[2], again[2]), name + "-strips");
        if (m.blocks().size() == 2) {
            float[][] donors = {rows[1], rows[2], rows[0]};
            float[][] mixed = m.swap(LatentBlock.POSE, rows, donors);
            Figures.save(
                    pictures.strips(
                            rows[0], donors[0], mixed[0], rows[1], donors[1], mixed[1], rows[2], donors[2], mixed[2]),
                    name + "-swaps");
        }
    }
}
