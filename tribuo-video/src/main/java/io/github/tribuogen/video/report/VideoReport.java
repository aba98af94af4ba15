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
package io.github.tribuogen.video.report;

import io.github.tribuogen.neural.report.ResultTable;
import io.github.tribuogen.neural.report.RunReport;
import io.github.tribuogen.neural.report.ScatterPlot;
import io.github.tribuogen.video.data.ClipTruth;
import io.github.tribuogen.video.evaluation.CodeFeatures;
import io.github.tribuogen.video.evaluation.FrameSet;
import io.github.tribuogen.video.evaluation.PrincipalFeatures;
import io.github.tribuogen.video.evaluation.TransferEvaluation;
import io.github.tribuogen.video.evaluation.TransferEvaluator;
import io.github.tribuogen.video.prior.LatentBlock;
import io.github.tribuogen.video.vae.BlockRange;
import io.github.tribuogen.video.vae.VideoVAEModel;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.tribuo.Dataset;

/**
 * Everything about a model of clips on one page: what can be read off its blocks, strips, exchanges, traversals, samples, the plane of each
 * block, and the figures and the codes of the test clips as files.
 */
public final class VideoReport {
    private static final int STRIPS = 4;
    private static final int GRID = 6;
    private static final int SAMPLES = 6;

    private VideoReport() {}

    /**
     * Writes a report.
     *
     * @param model The model.
     * @param evaluator Judges its codes.
     * @param train Clips that probes learn from, with their truth.
     * @param test Clips of other identities, at least two, with their truth.
     * @param rng Draws samples.
     * @param folder Where to write.
     * @return The page for a browser.
     * @throws IOException If writing fails.
     */
    public static Path write(
            VideoVAEModel model,
            TransferEvaluator evaluator,
            Dataset<?> train,
            Dataset<?> test,
            RandomGenerator rng,
            Path folder)
            throws IOException {
        RunReport report =
                new RunReport("Clips", "A model of clips of " + model.geometry() + " and what its codes are good for.");
        TransferEvaluation evaluation = evaluator.evaluate(model, train, test);
        figures(report.section("What the blocks say"), evaluation);
        float[][] rows = model.toRows(test.getData());
        List<ClipTruth> truths = TransferEvaluator.truths(test);
        pictures(report.section("Clips"), model, rows, truths, rng);
        planes(report.section("Codes"), model, evaluator.frames(model, test));
        StringWriter codes = new StringWriter();
        CodeTable.write(model, test, codes);
        report.section("Files")
                .file("The figures", "figures.json", evaluation.toJson().getBytes(StandardCharsets.UTF_8))
                .file(
                        "The codes of the test clips",
                        "codes.csv",
                        codes.toString().getBytes(StandardCharsets.UTF_8));
        return report.write(folder);
    }

    private static void figures(RunReport.Section section, TransferEvaluation evaluation) {
        List<String> names =
                List.copyOf(evaluation.probes().values().iterator().next().keySet());
        List<String> header = new ArrayList<>(List.of("block"));
        header.addAll(names);
        ResultTable probes = ResultTable.of(header.toArray(String[]::new));
        evaluation.probes().forEach((block, found) -> {
            List<String> cells = new ArrayList<>(List.of(block));
            names.forEach(n -> cells.add(number(found.get(n))));
            probes.row(cells.toArray(String[]::new));
        });
        section.table(probes);
        ResultTable scores = ResultTable.of("score", "value");
        evaluation.scores().forEach((name, v) -> scores.row(name, number(v)));
        double[] above = evaluation.aboveFloor();
        for (int j = 0; j < above.length; j++) {
            scores.row("KL above floor, feature " + j, number(above[j]));
        }
        section.table(scores);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static void pictures(
            RunReport.Section section,
            VideoVAEModel model,
            float[][] rows,
            List<ClipTruth> truths,
            RandomGenerator rng) {
        ClipPictures pictures = ClipPictures.of(model.geometry());
        float[][] some = Arrays.copyOf(rows, Math.min(STRIPS, rows.length));
        float[][] again = model.reconstruct(some);
        List<float[]> pairs = new ArrayList<>();
        for (int i = 0; i < some.length; i++) {
            pairs.addAll(List.of(some[i], again[i]));
        }
        section.picture(
                "Clips and, below each, what their codes give back", pictures.strips(pairs.toArray(float[][]::new)));
        int frames = model.geometry().frames();
        section.picture(
                "Drawn from the priors, of twice as many frames",
                pictures.animation(model.sampleMeans(SAMPLES, 2 * frames, rng)));
        float[] code = model.encode(some).get(0).means()[0];
        section.picture("Features of one code, changed one by one", pictures.traversals(model, code, -2, -1, 0, 1, 2));
        List<String> blocks = model.blocks().stream().map(BlockRange::name).toList();
        if (blocks.contains(LatentBlock.IDENTITY) && blocks.contains(LatentBlock.POSE)) {
            int n = Math.min(GRID, rows.length);
            float[][] few = FrameSet.at(Arrays.copyOf(rows, n), truths.subList(0, n), model.geometry(), frames / 2)
                    .pixels();
            section.picture("Things of the first column in poses of the first row", pictures.exchange(model, few, few));
            section.picture(
                    "From one thing to another",
                    pictures.interpolation(model, LatentBlock.IDENTITY, rows[0], rows[1], 8));
        }
    }

    /** The plane of the largest variance of each block, coloured by class. */
    private static void planes(RunReport.Section section, VideoVAEModel model, FrameSet frames) {
        for (BlockRange block : model.blocks()) {
            if (block.width() < 2 || frames.size() < 3) {
                continue;
            }
            double[][] codes = CodeFeatures.block(model, block.name()).of(frames.pixels());
            float[][] narrow = Arrays.stream(codes).map(VideoReport::floats).toArray(float[][]::new);
            double[][] plane = PrincipalFeatures.fit(narrow, 2).of(narrow);
            Map<String, List<double[]>> groups = new LinkedHashMap<>();
            String[] classes = frames.classes();
            for (int i = 0; i < plane.length; i++) {
                groups.computeIfAbsent(classes[i], c -> new ArrayList<>()).add(plane[i]);
            }
            ScatterPlot plot = ScatterPlot.of("Block " + block.name(), "first component", "second component");
            groups.forEach((name, points) -> plot.group(name, axis(points, 0), axis(points, 1)));
            section.picture("The plane of the block " + block.name(), plot::render);
        }
    }

    private static double[] axis(List<double[]> points, int axis) {
        return points.stream().mapToDouble(p -> p[axis]).toArray();
    }

    private static float[] floats(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
