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
package io.github.tribuogen.ebm.stein;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The test by a learned Stein discrepancy: a critic f is trained to make {@code u = A_q f(x)} large in the mean on some of the
 * points, and the mean of u on points that it has not seen, which is 0 where these come from the model, is the statistic.
 *
 * <p>The plan says who trains and who is tested; {@link SingleSplit} is the paper's, {@link Prequential} tests most of the
 * points with the same level, {@link CrossFit} all of them. Several critics, of different starts, may be averaged: their mean
 * is a critic too, and the level stays.
 *
 * <p>The effect is a lower bound of the Fisher divergence {@code F = E|s_q - s_p|^2}: {@code F >= (E u)^2 / E|f|^2} for every f,
 * with equality for {@code f = s_q - s_p}; its interval is that of E u. The attributions are the parts {@code s_j f_j + d_j f_j}
 * of u.
 *
 * <p>Do not use it where the model's density does not vanish at the border of a bounded support: u then has not mean 0.
 *
 * <p>See:
 *
 * <pre>
 * W. Grathwohl, K.-C. Wang, J.-H. Jacobsen, D. Duvenaud, R. Zemel
 * "Learning the Stein Discrepancy for Training and Evaluating Energy-Based Models without Sampling"
 * International Conference on Machine Learning, 2020.
 * </pre>
 */
public final class LearnedSteinTest implements GoodnessOfFitTest {
    private static final double CONFIDENCE = 0.95;

    @Config(description = "The vector field that is trained.")
    private Critic critic = new MlpCritic();

    @Config(description = "What it is trained to.")
    private CriticObjective objective = new PowerObjective();

    @Config(description = "How the trace of its Jacobian is found in training.")
    private Divergence trace = new ExactDivergence();

    @Config(description = "Which of its states is kept.")
    private CheckpointCriterion criterion = CheckpointCriterion.POWER;

    @Config(description = "Turns gradients into new parameters.")
    private Optimiser optimiser = new Adam(1e-3).withWeightDecay(5e-4);

    @Config(description = "Which points train a critic and which it is tested on.")
    private TestPlan plan = new SingleSplit();

    @Config(description = "The number of critics, of different starts, that are averaged; at least 1.")
    private int critics = 1;

    @Config(description = "The number of updates of a critic, at least 1.")
    private int updates = 1000;

    @Config(description = "The points of a batch; 0 for all that a critic is trained on.")
    private int batchSize = 0;

    @Config(description = "The updates between two states among which the best is chosen, at least 1.")
    private int interval = 100;

    @Config(description = "Tell what each feature adds?")
    private boolean attributes = true;

    @Config(description = "The level, in (0, 1).")
    private double alpha = 0.05;

    @Config(description = "Where to compute.")
    private Device device = new Device();

    /** The paper's settings, with the exact trace. Also for OLCUT. */
    public LearnedSteinTest() {}

    private LearnedSteinTest(Builder b) {
        this.critic = b.critic;
        this.objective = b.objective;
        this.trace = b.trace;
        this.criterion = b.criterion;
        this.optimiser = b.optimiser;
        this.plan = b.plan;
        this.critics = b.critics;
        this.updates = b.updates;
        this.batchSize = b.batchSize;
        this.interval = b.interval;
        this.attributes = b.attributes;
        this.alpha = b.alpha;
        this.device = b.device;
        postConfig();
    }

    /**
     * Starts a test with the paper's settings and the exact trace.
     *
     * @return A builder.
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void postConfig() {
        Require.atLeast("critics", critics, 1);
        Require.atLeast("updates", updates, 1);
        Require.atLeast("batchSize", batchSize, 0);
        Require.atLeast("interval", interval, 1);
        Require.share("alpha", alpha);
    }

    @Override
    public String name() {
        return "LSD";
    }

    /** What the critics of one round say of the points tested. */
    private record Found(int[] rows, double[] u, double[] squaredNorm, float[][] parts) {}

    @Override
    public GoodnessOfFit test(ScoredSample sample, long seed) {
        return result(sample, found(sample, seed, true), seed);
    }

    /** u of the points tested, in the order of the sample, on the critics' own scale. */
    double[] contributions(ScoredSample sample, long seed) {
        List<Found> found = found(sample, seed, false);
        return inOrder(found, Pooling.joined(found.stream().map(Found::u).toList()));
    }

    private List<Found> found(ScoredSample sample, long seed, boolean scaled) {
        if (critic instanceof BoundedCritic bounded) {
            for (float[] point : sample.points()) {
                if (!bounded.contains(point)) {
                    throw new IllegalArgumentException(
                            "points: inside the support of " + bounded + " expected, found " + Arrays.toString(point));
                }
            }
        }
        SplittableRandom rng = new SplittableRandom(seed);
        List<TestPlan.Round> rounds = plan.rounds(sample.size(), rng.nextLong());
        List<Found> found = new ArrayList<>();
        try (CriticFit fit = new CriticFit(settings(), sample.dimension(), attributes)) {
            for (TestPlan.Round round : rounds) {
                found.add(run(fit, sample, round, rng, scaled));
            }
        }
        return found;
    }

    private CriticFit.Settings settings() {
        return new CriticFit.Settings(
                critic,
                objective,
                trace,
                criterion,
                optimiser,
                updates,
                batchSize,
                Math.min(interval, updates),
                device);
    }

    /** Trains the critics of a round and averages what they say, each on the scale of its validation points. */
    private Found run(CriticFit fit, ScoredSample sample, TestPlan.Round round, SplittableRandom rng, boolean scaled) {
        ScoredSample training = sample.rows(round.training());
        ScoredSample validation = sample.rows(round.validation());
        ScoredSample tested = sample.rows(round.tested());
        double[] u = new double[tested.size()];
        double[] norm = new double[tested.size()];
        float[][] parts = new float[attributes ? tested.size() : 0][sample.dimension()];
        for (int c = 0; c < critics; c++) {
            Trained trained = train(fit, training, validation, rng);
            Map<String, HostTensor> variables = trained.variables();
            double scale = trained.scale();
            CriticFit.Values values = fit.evaluate(variables, tested);
            add(u, values.u(), scale);
            // of a mean of critics the squared norm is at most the mean of theirs: the bound stays one
            add(norm, values.squaredNorm(), critics * scale * scale);
            if (attributes) {
                float[][] some = fit.parts(variables, tested);
                for (int i = 0; i < parts.length; i++) {
                    for (int j = 0; j < parts[i].length; j++) {
                        parts[i][j] += (float) (scale * some[i][j]);
                    }
                }
            }
        }
        return new Found(round.tested(), u, norm, parts);
    }

    /**
     * What the critics of this test have learned: their mean, each on the scale on which u of its validation points has deviation
     * 1. It points the way in which the model's score is too large; its length shows where points and model differ.
     *
     * @param sample The points with their scores.
     * @param at Places, [m, D].
     * @param seed The seed of the test whose critics are asked.
     * @return The field, [m, D].
     * @throws IllegalArgumentException If there is no place or one has another dimension, or there are too few points.
     */
    public double[][] witness(ScoredSample sample, float[][] at, long seed) {
        if (at.length == 0) {
            throw new IllegalArgumentException("at: at least one place expected, found none");
        }
        // scores are not used
        ScoredSample places = ScoredSample.of(at, at);
        if (places.dimension() != sample.dimension()) {
            throw new IllegalArgumentException(
                    "at: places of " + sample.dimension() + " coordinates expected, found " + places.dimension());
        }
        double[][] sum = new double[at.length][sample.dimension()];
        SplittableRandom rng = new SplittableRandom(seed);
        List<TestPlan.Round> rounds = plan.rounds(sample.size(), rng.nextLong());
        try (CriticFit fit = new CriticFit(settings(), sample.dimension(), false)) {
            for (TestPlan.Round round : rounds) {
                ScoredSample validation = sample.rows(round.validation());
                for (int c = 0; c < critics; c++) {
                    Trained trained = train(fit, sample.rows(round.training()), validation, rng);
                    double scale = trained.scale() / rounds.size();
                    float[][] f = fit.field(trained.variables(), places);
                    for (int i = 0; i < f.length; i++) {
                        for (int j = 0; j < f[i].length; j++) {
                            sum[i][j] += scale * f[i][j];
                        }
                    }
                }
            }
        }
        return sum;
    }

    /** A critic, and the factor that brings its u at validation points to a deviation of 1 over the number of critics. */
    private record Trained(Map<String, HostTensor> variables, double scale) {}

    private Trained train(CriticFit fit, ScoredSample training, ScoredSample validation, SplittableRandom rng) {
        Map<String, HostTensor> variables = fit.train(training, validation, rng.nextLong());
        return new Trained(
                variables,
                1 / (critics * scale(fit.evaluate(variables, validation).u())));
    }

    private static double scale(double[] u) {
        double deviation = Moments.deviation(u);
        return deviation > 0 ? deviation : 1;
    }

    private static void add(double[] sum, double[] values, double scale) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += scale * values[i];
        }
    }

    private GoodnessOfFit result(ScoredSample sample, List<Found> found, long seed) {
        TestPlan.Outcome outcome = plan.pool(found.stream().map(Found::u).toList());
        double[] u = Pooling.joined(found.stream().map(Found::u).toList());
        double norm = Moments.mean(
                Pooling.joined(found.stream().map(Found::squaredNorm).toList()));
        int n = u.length;
        double mean = Moments.mean(u);
        double error = Moments.deviation(u) / Math.sqrt(n);
        double t = new TDistribution(n - 1).inverseCumulativeProbability(0.5 + CONFIDENCE / 2);
        double z = new NormalDistribution().inverseCumulativeProbability(1 - alpha);
        GoodnessOfFit.Builder result = GoodnessOfFit.builder(name(), sample, seed)
                .points(n)
                .outcome(outcome.statistic(), outcome.pValue(), alpha)
                .effect(new GoodnessOfFit.Effect(
                        "Fisher divergence, lower bound",
                        bound(mean, norm),
                        bound(mean - t * error, norm),
                        bound(mean + t * error, norm),
                        CONFIDENCE))
                .power(new NormalDistribution().cumulativeProbability(mean / error - z))
                .perPoint(inOrder(found, u))
                .detail("mean of u over its standard error", mean / error)
                .detail("critics trained", found.size() * critics);
        if (attributes) {
            result.attributions(attributions(found));
        }
        return result.build();
    }

    private static double bound(double mean, double norm) {
        double positive = Math.max(0, mean);
        return norm > 0 ? positive * positive / norm : 0;
    }

    /** The contributions in the order of the sample's rows. */
    private static double[] inOrder(List<Found> found, double[] u) {
        int[] rows = found.stream().flatMapToInt(f -> Arrays.stream(f.rows())).toArray();
        return IntStream.range(0, u.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> rows[i]))
                .mapToDouble(i -> u[i])
                .toArray();
    }

    private static List<GoodnessOfFit.Attribution> attributions(List<Found> found) {
        int d = found.get(0).parts()[0].length;
        int n = found.stream().mapToInt(f -> f.parts().length).sum();
        double[] means = new double[d];
        double[] z = new double[d];
        double[] p = new double[d];
        for (int j = 0; j < d; j++) {
            int column = j;
            double[] part = found.stream()
                    .flatMapToDouble(f -> Arrays.stream(f.parts()).mapToDouble(r -> r[column]))
                    .toArray();
            means[j] = Moments.mean(part);
            double error = Moments.deviation(part) / Math.sqrt(n);
            z[j] = error > 0 ? means[j] / error : 0;
            p[j] = Pooling.upperTail(z[j], n - 1);
        }
        double[] corrected = Holm.adjust(p);
        return IntStream.range(0, d)
                .mapToObj(j -> new GoodnessOfFit.Attribution(j, means[j], z[j], corrected[j]))
                .toList();
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "GoodnessOfFitTest");
    }

    @Override
    public String toString() {
        return "LearnedSteinTest(critic=" + critic + ", objective=" + objective + ", trace=" + trace + ", criterion="
                + criterion + ", optimiser=" + optimiser + ", plan=" + plan + ", critics=" + critics + ", updates="
                + updates + ", batchSize=" + batchSize + ", interval=" + interval + ", alpha=" + alpha + ")";
    }

    /** Collects the parts of a test. */
    public static final class Builder {
        private Critic critic = new MlpCritic();
        private CriticObjective objective = new PowerObjective();
        private Divergence trace = new ExactDivergence();
        private CheckpointCriterion criterion = CheckpointCriterion.POWER;
        private Optimiser optimiser = new Adam(1e-3).withWeightDecay(5e-4);
        private TestPlan plan = new SingleSplit();
        private int critics = 1;
        private int updates = 1000;
        private int batchSize = 0;
        private int interval = 100;
        private boolean attributes = true;
        private double alpha = 0.05;
        private Device device = new Device();

        private Builder() {}

        /**
         * Changes the critic.
         *
         * @param part The vector field that is trained.
         * @return This builder.
         */
        public Builder critic(Critic part) {
            this.critic = part;
            return this;
        }

        /**
         * Changes what critics are trained to, and which of their states are kept.
         *
         * @param part The objective.
         * @param kept The criterion of states.
         * @return This builder.
         */
        public Builder objective(CriticObjective part, CheckpointCriterion kept) {
            this.objective = part;
            this.criterion = kept;
            return this;
        }

        /**
         * Changes how the trace is found in training.
         *
         * @param part The trace.
         * @return This builder.
         */
        public Builder trace(Divergence part) {
            this.trace = part;
            return this;
        }

        /**
         * Changes the optimiser.
         *
         * @param part Turns gradients into new parameters.
         * @return This builder.
         */
        public Builder optimiser(Optimiser part) {
            this.optimiser = part;
            return this;
        }

        /**
         * Changes who trains and who is tested.
         *
         * @param part The plan.
         * @return This builder.
         */
        public Builder plan(TestPlan part) {
            this.plan = part;
            return this;
        }

        /**
         * Averages critics.
         *
         * @param n How many, at least 1.
         * @return This builder.
         */
        public Builder critics(int n) {
            this.critics = n;
            return this;
        }

        /**
         * Changes the length of training.
         *
         * @param n The number of updates of a critic, at least 1.
         * @param between The updates between two states among which the best is chosen, at least 1.
         * @param batch The points of a batch; 0 for all that a critic is trained on.
         * @return This builder.
         */
        public Builder updates(int n, int between, int batch) {
            this.updates = n;
            this.interval = between;
            this.batchSize = batch;
            return this;
        }

        /**
         * Leaves out what each feature adds.
         *
         * @return This builder.
         */
        public Builder withoutAttributions() {
            this.attributes = false;
            return this;
        }

        /**
         * Changes the level.
         *
         * @param level In (0, 1).
         * @return This builder.
         */
        public Builder alpha(double level) {
            this.alpha = level;
            return this;
        }

        /**
         * Changes the device.
         *
         * @param part Where to compute.
         * @return This builder.
         */
        public Builder device(Device part) {
            this.device = part;
            return this;
        }

        /**
         * Ends the test.
         *
         * @return The test.
         */
        public LearnedSteinTest build() {
            return new LearnedSteinTest(this);
        }
    }
}
