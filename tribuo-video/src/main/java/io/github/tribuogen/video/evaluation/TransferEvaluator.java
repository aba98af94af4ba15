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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.evaluation.ConfiguredEvaluationProvenance;
import io.github.tribuogen.video.data.ClipTruth;
import io.github.tribuogen.video.prior.LatentBlock;
import io.github.tribuogen.video.vae.BlockRange;
import io.github.tribuogen.video.vae.ClipBound;
import io.github.tribuogen.video.vae.VideoVAEModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.tribuo.Dataset;
import org.tribuo.Example;

/**
 * Asks what the codes of a model trained without labels are good for: which class and which pose can be read off each block by nearest
 * neighbours, how few labels suffice, and how well the blocks divide the two between them. Clips must carry a {@link ClipTruth}.
 *
 * <p>The class is that of the truth. The pose is the cell of the position where clips have the factors "x" and "y", and the quarter of the
 * turn where they have "yaw".
 */
public final class TransferEvaluator implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    /** The name of the dataset that probes learn from, in the provenance. */
    public static final String TRAIN = "train";

    /** The name of the dataset that they are judged by, in the provenance. */
    public static final String TEST = "test";

    private static final int MOST_ORACLE_FEATURES = 10;

    @Config(description = "Which frame of each clip is looked at, from 0.")
    private int frame = 3;

    @Config(description = "Neighbours in a vote, at least 1.")
    private int neighbours = 10;

    @Config(description = "Labelled frames of each class, each at least 1; none to leave this out.")
    private int[] labels = {1, 5, 20};

    @Config(description = "How often labelled frames are drawn, at least 1.")
    private int draws = 20;

    @Config(description = "The seed of these draws.")
    private long seed = 1;

    /** Frame 3, ten neighbours, 1, 5 and 20 labels drawn twenty times. Also for OLCUT. */
    public TransferEvaluator() {}

    /**
     * An evaluator.
     *
     * @param frame Which frame of each clip is looked at, from 0.
     * @param neighbours Neighbours in a vote, at least 1.
     * @param draws How often labelled frames are drawn, at least 1.
     * @param seed The seed of these draws.
     * @param labels Labelled frames of each class, each at least 1.
     */
    public TransferEvaluator(int frame, int neighbours, int draws, long seed, int... labels) {
        this.frame = frame;
        this.neighbours = neighbours;
        this.draws = draws;
        this.seed = seed;
        this.labels = labels.clone();
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("frame", frame, 0);
        Require.atLeast("neighbours", neighbours, 1);
        Require.atLeast("draws", draws, 1);
        Require.that(
                Arrays.stream(labels).allMatch(l -> l >= 1),
                "labels",
                Arrays.toString(labels),
                "numbers of at least 1");
    }

    /**
     * Evaluates a model by every block and by the whole code.
     *
     * @param model The model.
     * @param train Clips that probes learn from.
     * @param test Clips of other identities, that they are judged by.
     * @return The evaluation.
     * @throws IllegalArgumentException If a clip carries no truth or has too few frames.
     */
    public TransferEvaluation evaluate(VideoVAEModel model, Dataset<?> train, Dataset<?> test) {
        FrameSet from = frames(model, train);
        FrameSet by = frames(model, test);
        Map<String, Map<String, Double>> table = new LinkedHashMap<>();
        for (BlockRange block : model.blocks()) {
            table.put(block.name(), probe(CodeFeatures.block(model, block.name()), from, by));
        }
        table.put("all", probe(CodeFeatures.all(model), from, by));
        return new TransferEvaluation(
                table,
                separation(model, from, by),
                aboveFloor(model, test),
                new ConfiguredEvaluationProvenance(
                        model.getProvenance(),
                        Map.of(TRAIN, train.getProvenance(), TEST, test.getProvenance()),
                        getProvenance()));
    }

    /**
     * The frames that are looked at.
     *
     * @param model Lays the clips out.
     * @param data The clips.
     * @return One frame of each clip.
     * @throws IllegalArgumentException If a clip carries no truth or has too few frames.
     */
    public FrameSet frames(VideoVAEModel model, Dataset<?> data) {
        return FrameSet.at(model.toRows(data.getData()), truths(data), model.geometry(), frame);
    }

    /**
     * The truths of clips.
     *
     * @param data The clips.
     * @return One for each clip.
     * @throws IllegalArgumentException If a clip carries none.
     */
    public static List<ClipTruth> truths(Dataset<?> data) {
        List<ClipTruth> truths = new ArrayList<>();
        for (Example<?> e : data) {
            truths.add(ClipTruth.require(e));
        }
        return truths;
    }

    /**
     * What can be read off features: "class" and "pose" are accuracies, "position R2" or "yaw R2" tell of regressions, and "1 label" and
     * so on of learning from few.
     *
     * @param features Turns frames into numbers: codes, pixels, principal components.
     * @param train Frames that probes learn from.
     * @param test Frames that they are judged by.
     * @return The figures by name.
     */
    public Map<String, Double> probe(FrameFeatures features, FrameSet train, FrameSet test) {
        double[][] a = features.of(train.pixels());
        double[][] b = features.of(test.pixels());
        NeighbourProbe probe = new NeighbourProbe(neighbours, true);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("class", probe.accuracy(a, train.classes(), b, test.classes()));
        figures.put("pose", probe.accuracy(a, pose(train), b, pose(test)));
        Map<String, double[]> learned = targets(train);
        double r2 = 0;
        for (Map.Entry<String, double[]> target : targets(test).entrySet()) {
            double[] predicted = probe.regress(a, learned.get(target.getKey()), b);
            r2 += Determination.of(predicted, target.getValue()) / learned.size();
        }
        figures.put(hasYaw(train) ? "yaw R2" : "position R2", r2);
        for (int perClass : labels) {
            double[] accuracies = FewShot.accuracies(
                    a, train.classes(), b, test.classes(), perClass, draws, new SplittableRandom(seed));
            figures.put(
                    perClass + (perClass == 1 ? " label" : " labels"),
                    Arrays.stream(accuracies).average().orElseThrow());
        }
        return figures;
    }

    private static boolean hasYaw(FrameSet frames) {
        return frames.truths().get(0).tracks().containsKey("yaw");
    }

    /** What is regressed: x and y, or cosine and sine of the yaw, or whatever factors there are. */
    private static Map<String, double[]> targets(FrameSet frames) {
        Map<String, double[]> targets = new LinkedHashMap<>();
        if (hasYaw(frames)) {
            double[] yaw = frames.factor("yaw");
            targets.put(
                    "cos",
                    Arrays.stream(yaw).map(v -> Math.cos(Math.toRadians(v))).toArray());
            targets.put(
                    "sin",
                    Arrays.stream(yaw).map(v -> Math.sin(Math.toRadians(v))).toArray());
        } else {
            Set<String> factors = frames.truths().get(0).tracks().keySet();
            factors.forEach(f -> targets.put(f, frames.factor(f)));
        }
        return targets;
    }

    private static String[] pose(FrameSet frames) {
        if (hasYaw(frames)) {
            return Arrays.stream(frames.factor("yaw"))
                    .mapToObj(v -> Integer.toString((int) (v / 90)))
                    .toArray(String[]::new);
        }
        Set<String> factors = frames.truths().get(0).tracks().keySet();
        if (factors.contains("x") && factors.contains("y")) {
            return frames.cells();
        }
        return Arrays.stream(frames.factor(factors.iterator().next()))
                .mapToObj(v -> v < 0 ? "below" : "above")
                .toArray(String[]::new);
    }

    /**
     * How blocks named "identity" and "pose" divide class and pose; for models without them, how the best split of the features would.
     */
    private Map<String, Double> separation(VideoVAEModel model, FrameSet train, FrameSet test) {
        FrameFeatures all = CodeFeatures.all(model);
        BlockSeparation.Task task = new BlockSeparation.Task(
                all.of(train.pixels()),
                train.classes(),
                pose(train),
                all.of(test.pixels()),
                test.classes(),
                pose(test));
        NeighbourProbe probe = new NeighbourProbe(neighbours, true);
        Map<String, Double> scores = new LinkedHashMap<>();
        List<String> names = model.blocks().stream().map(BlockRange::name).toList();
        if (names.contains(LatentBlock.IDENTITY) && names.contains(LatentBlock.POSE)) {
            int[] first = columns(model.block(LatentBlock.IDENTITY));
            int[] second = columns(model.block(LatentBlock.POSE));
            BlockSeparation s = BlockSeparation.of(task, first, second, probe);
            scores.put("D", s.score());
            scores.put("block gap", s.gap());
            scores.put("block MIG", Disentanglement.blockInformationGap(task, List.of(first, second), probe));
            putDci(scores, "block DCI", task, List.of(first, second), probe);
        } else if (model.features() >= 2 && model.features() <= MOST_ORACLE_FEATURES) {
            BlockSeparation s = BlockSeparation.oracle(task, probe);
            scores.put("D of the best split", s.score());
            scores.put("block gap of that split", s.gap());
        }
        scores.put(
                "MIG",
                Disentanglement.mutualInformationGap(task.test(), List.of(task.testIdentity(), task.testPose())));
        scores.put("SAP", Disentanglement.separatedPredictability(task, probe));
        List<int[]> single = IntStream.range(0, model.features())
                .mapToObj(j -> new int[] {j})
                .toList();
        putDci(scores, "DCI", task, single, probe);
        return scores;
    }

    private void putDci(
            Map<String, Double> scores, String name, BlockSeparation.Task task, List<int[]> units, Probe probe) {
        Disentanglement.Dci dci = Disentanglement.dci(task, units, probe, new SplittableRandom(seed));
        scores.put(name + " disentanglement", dci.disentanglement());
        scores.put(name + " completeness", dci.completeness());
        scores.put(name + " informativeness", dci.informativeness());
    }

    private static int[] columns(BlockRange range) {
        return IntStream.range(range.from(), range.to()).toArray();
    }

    private static double[] aboveFloor(VideoVAEModel model, Dataset<?> data) {
        double[] mean = new double[model.features()];
        List<ClipBound> bounds = model.bounds(model.toRows(data.getData()));
        for (ClipBound bound : bounds) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += bound.aboveFloor()[j] / bounds.size();
            }
        }
        return mean;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "TransferEvaluator");
    }

    @Override
    public String toString() {
        return "TransferEvaluator(frame=" + frame + ", neighbours=" + neighbours + ", labels=" + Arrays.toString(labels)
                + ", draws=" + draws + ", seed=" + seed + ")";
    }
}
