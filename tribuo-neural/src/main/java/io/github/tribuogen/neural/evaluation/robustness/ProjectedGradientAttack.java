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
package io.github.tribuogen.neural.evaluation.robustness;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Projected gradient ascent on the cross-entropy (PGD), from a random start in the ball.
 *
 * <p>With the clean row {@code x0}, the projection P onto the ball of the radius around it and the feature range, and the
 * step {@code a = relativeStepSize * radius}:
 *
 * <pre>
 *   LINF:  x := P( x + a sign(g) )        L2:  x := P( x + a g / |g|_2 )        g = gradient of the loss by x
 * </pre>
 *
 * <p>Of the clean row and the ends of all restarts the row is returned whose best wrong logit lies highest above the right
 * one. Rows that are wrong from the start are left alone, rows that are broken take no part in further restarts. The start
 * of a row depends on the seed, its index and the restart only, so batching does not change the result of a deterministic
 * classifier. Cost: {@code restarts * (steps} gradients {@code + 1} forward pass{@code )} and one forward pass.
 *
 * <p>Immutable and safe to share between threads.
 *
 * <p>See: Madry, Makelov, Schmidt, Tsipras, Vladu. "Towards Deep Learning Models Resistant to Adversarial Attacks", ICLR
 * 2018.
 */
public final class ProjectedGradientAttack implements Attack {

    @Config(description = "The norm that bounds the perturbation.")
    private Norm norm = Norm.LINF;

    @Config(description = "Gradient steps of each restart, at least 1.")
    private int steps = 40;

    @Config(description = "Length of a step as a fraction of the radius, above 0.")
    private double relativeStepSize = 0.0625;

    @Config(description = "Number of starts, at least 1.")
    private int restarts = 1;

    @Config(description = "Start at random in the ball; else at the clean row.")
    private boolean randomStart = true;

    @Config(description = "Rows handed to the classifier at once, at least 1.")
    private int batchSize = 128;

    @Config(description = "Seed of the random starts.")
    private long seed = 12345;

    /** For OLCUT. */
    private ProjectedGradientAttack() {}

    /**
     * Forty steps of 1/16 of the radius from one random start.
     *
     * @param norm the norm that bounds the perturbation.
     * @param seed seed of the random starts.
     */
    public ProjectedGradientAttack(Norm norm, long seed) {
        this.norm = norm;
        this.seed = seed;
        postConfig();
    }

    /**
     * Chooses the effort.
     *
     * @param norm the norm that bounds the perturbation.
     * @param steps gradient steps of each restart, at least 1.
     * @param relativeStepSize length of a step as a fraction of the radius, above 0; steps times this should exceed 2.
     * @param restarts number of random starts, at least 1.
     * @param seed seed of the random starts.
     */
    public ProjectedGradientAttack(Norm norm, int steps, double relativeStepSize, int restarts, long seed) {
        this.norm = norm;
        this.steps = steps;
        this.relativeStepSize = relativeStepSize;
        this.restarts = restarts;
        this.seed = seed;
        postConfig();
    }

    /** Checks the settings; used by OLCUT. */
    @Override
    public void postConfig() {
        if (norm == null) {
            throw new PropertyException("", "norm", "must be one of the norms, found null");
        }
        Require.atLeast("steps", steps, 1);
        Require.atLeast("restarts", restarts, 1);
        Require.atLeast("batchSize", batchSize, 1);
        Require.positive("relativeStepSize", relativeStepSize);
        if (!randomStart && restarts > 1) {
            throw new PropertyException(
                    "", "restarts", "must be 1 without a random start, all starts being equal, found " + restarts);
        }
    }

    @Override
    public Norm norm() {
        return norm;
    }

    @Override
    public float[][] perturb(DifferentiableClassifier classifier, float[][] rows, int[] labels, double radius) {
        if (!(radius >= 0 && Double.isFinite(radius))) {
            throw new IllegalArgumentException("radius must be finite and not negative, found " + radius);
        }
        Decisions.checkInput(classifier, rows, labels);
        float[][] best = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            best[i] = rows[i].clone();
        }
        if (radius == 0 || rows.length == 0) {
            return best;
        }
        Ball ball = new Ball(norm, radius, classifier.lowerBound(), classifier.upperBound());
        SplittableRandom seeds = new SplittableRandom(seed);
        float[][] clean = Decisions.logits(classifier, rows, batchSize);
        double[] margins = new double[rows.length];
        boolean[] broken = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            margins[i] = Decisions.margin(clean[i], labels[i]);
            broken[i] = Decisions.argmax(clean[i]) != labels[i];
        }
        for (int restart = 0; restart < restarts; restart++) {
            long[] rowSeeds = seeds.longs(rows.length).toArray();
            int[] active = remaining(broken);
            for (int from = 0; from < active.length; from += batchSize) {
                int[] batch = Arrays.copyOfRange(active, from, Math.min(active.length, from + batchSize));
                float[][] ends = ascend(classifier, ball, rows, labels, batch, rowSeeds, radius);
                float[][] logits = Decisions.logits(classifier, ends, batchSize);
                for (int b = 0; b < batch.length; b++) {
                    int i = batch[b];
                    double margin = Decisions.margin(logits[b], labels[i]);
                    if (margin > margins[i]) {
                        margins[i] = margin;
                        best[i] = ends[b];
                    }
                    // A tie of two logits counts as wrong only where the wrong class comes first.
                    if (Decisions.argmax(logits[b]) != labels[i]) {
                        broken[i] = true;
                        best[i] = ends[b];
                    }
                }
            }
        }
        return best;
    }

    private static int[] remaining(boolean[] broken) {
        int[] result = new int[broken.length];
        int count = 0;
        for (int i = 0; i < broken.length; i++) {
            if (!broken[i]) {
                result[count++] = i;
            }
        }
        return Arrays.copyOf(result, count);
    }

    private float[][] ascend(
            DifferentiableClassifier classifier,
            Ball ball,
            float[][] rows,
            int[] labels,
            int[] batch,
            long[] rowSeeds,
            double radius) {
        int dimension = classifier.numFeatures();
        float[][] points = new float[batch.length][dimension];
        int[] batchLabels = new int[batch.length];
        for (int b = 0; b < batch.length; b++) {
            int i = batch[b];
            batchLabels[b] = labels[i];
            double[] start =
                    randomStart ? ball.draw(dimension, new SplittableRandom(rowSeeds[i])) : new double[dimension];
            ball.place(rows[i], start, points[b]);
        }
        double[] delta = new double[dimension];
        for (int step = 0; step < steps; step++) {
            float[][] gradients = classifier.lossGradient(points, batchLabels);
            Decisions.checkOutput("loss gradients", gradients, batch.length, dimension);
            for (int b = 0; b < batch.length; b++) {
                float[] centre = rows[batch[b]];
                for (int j = 0; j < dimension; j++) {
                    delta[j] = (double) points[b][j] - centre[j];
                }
                ball.step(delta, gradients[b], relativeStepSize * radius);
                ball.place(centre, delta, points[b]);
            }
        }
        return points;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Attack");
    }

    @Override
    public String toString() {
        return "ProjectedGradientAttack(norm="
                + norm
                + ",steps="
                + steps
                + ",relativeStepSize="
                + relativeStepSize
                + ",restarts="
                + restarts
                + ",randomStart="
                + randomStart
                + ",seed="
                + seed
                + ")";
    }
}
