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
package io.github.tribuogen.gradest.policy;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DoubleProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import io.github.tribuogen.gradest.environment.ActionSpace;
import io.github.tribuogen.gradest.environment.Environment;
import io.github.tribuogen.gradest.estimator.GradientEstimator;
import io.github.tribuogen.gradest.estimator.LossUse;
import io.github.tribuogen.gradest.estimator.Nvil;
import io.github.tribuogen.gradest.estimator.ScoreFunction;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.model.NeuralTrainerBuilder;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.progress.ProgressListener;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import io.github.tribuogen.neural.runtime.TrainingResult;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tribuo.Output;

/**
 * Learns what to do in an environment: the policy's gradient is a {@link GradientEstimator}'s, of returns as a black box of the actions.
 * With the score function and a {@link Critic} it is the actor-critic A2C; with {@code Relax} (choices) and {@code Lax} (real actions) the
 * methods of Grathwohl et al. 2018, section 3.3.
 *
 * <p>The examples, as {@link RandomPlayDataSource} gives them, tell the domains of observations and actions, and what a preprocessing is
 * fitted to; what is learned comes from episodes. Of the settings only device, checkpoints, counted in updates, and progress apply.
 *
 * @param <T> The output type.
 * @param <M> The model type.
 */
public abstract class PolicyTrainer<T extends Output<T>, M extends NeuralModel<T>> extends NeuralTrainer<T, M> {
    @Config(mandatory = true, description = "What is to be done.")
    private Environment environment;

    @Config(description = "From observations to the law of actions.")
    private Network network = new Mlp(new StandardActivation(StandardActivation.Function.TANH), 32);

    @Config(description = "Turns the policy's gradients into new parameters.")
    private Optimiser optimiser = new Adam(1e-2);

    @Config(description = "Estimates the policy's gradient; it may ask for one value of the loss.")
    private GradientEstimator estimator = new ScoreFunction();

    @Config(description = "The value function that is subtracted from returns; none without.")
    private Critic critic = null;

    @Config(description = "How what the estimator learns is trained.")
    private ControlTuning tuning = new ControlTuning();

    @Config(description = "How many episodes, and what is wanted of them.")
    private Practice practice = new Practice();

    /** For OLCUT. */
    protected PolicyTrainer() {}

    /**
     * Takes the parts from a builder. The caller's constructor must end with {@link #postConfig}.
     *
     * @param b The builder.
     */
    protected PolicyTrainer(Builder<?> b) {
        super(b);
        this.environment = b.environment;
        this.network = b.network;
        this.optimiser = b.optimiser;
        this.estimator = b.estimator;
        this.critic = b.critic;
        this.tuning = b.tuning;
        this.practice = b.practice;
    }

    @Override
    public synchronized void postConfig() {
        if (estimator.lossUse() != LossUse.ONE_VALUE) {
            throw new PropertyException(
                    "",
                    "estimator",
                    "found " + estimator
                            + ", expected one that asks for one value of the loss: an action that was done has"
                            + " one return, without a gradient");
        }
        boolean fitted = estimator instanceof ScoreFunction || estimator instanceof Nvil;
        if (fitted && tuning.isOfEpisodes()) {
            throw new PropertyException(
                    "",
                    "tuning",
                    "found WHOLE_EPISODE, expected EACH_STEP for the baseline of " + estimator
                            + ", which is fitted by least squares");
        }
        super.postConfig();
    }

    /** How samples of the law become actions of the environment, given the domain of outputs. */
    abstract ActionHead head(Prepared<T> prepared);

    /** The clear complaint of an environment whose actions are of the other kind. */
    final PropertyException wrongActions(String expected, ActionSpace found) {
        return new PropertyException(
                "", "environment", "found " + environment + " with the actions " + found + ", expected " + expected);
    }

    final PolicyProgram policyProgram(Prepared<T> prepared) {
        return new PolicyProgram(this, head(prepared), prepared::preprocess);
    }

    @Override
    protected TrainingProgram program(Prepared<T> prepared) {
        return policyProgram(prepared);
    }

    /**
     * There are none before the episodes are played.
     *
     * @throws UnsupportedOperationException Always.
     */
    @Override
    protected TrainingData data(Prepared<T> prepared) {
        throw new UnsupportedOperationException("A policy learns from episodes, it has no training data to draw from");
    }

    @Override
    protected TrainingResult fit(Prepared<T> prepared, Run run) {
        List<String> names = environment.observationNames();
        int[] component = new int[prepared.columns()];
        for (int i = 0; i < component.length; i++) {
            component[i] = names.indexOf(prepared.bound().featureName(i));
            if (component[i] < 0) {
                throw new IllegalArgumentException("The dataset has the feature '"
                        + prepared.bound().featureName(i) + "', expected the observations of " + environment + ": "
                        + names);
            }
        }
        if (component.length != names.size()) {
            throw new IllegalArgumentException("The dataset has " + component.length + " features, expected the "
                    + names.size() + " observations of " + environment + ": " + names);
        }
        ActionHead head = head(prepared);
        PolicyGraphs graphs = new PolicyGraphs(policyProgram(prepared), head, component.length);
        PracticeLoop.Saving saving = checkpoint(run)
                .map(f -> new PracticeLoop.Saving(
                        f, settings().checkpointInterval(), settings().resume()))
                .orElse(null);
        return new PracticeLoop(
                        this,
                        graphs,
                        new Stage(environment, head, component, practice),
                        settings().device(),
                        run.seed(),
                        listener(),
                        saving)
                .run();
    }

    @Override
    protected Map<String, Provenance> runFacts(TrainingResult r) {
        Map<String, Provenance> m = super.runFacts(r);
        long episodes = r.steps() * practice.episodesPerUpdate();
        m.put("episodes", new LongProvenance("episodes", episodes));
        double mean = Arrays.stream(r.variables().get(PracticeLoop.RECENT).toDoubles())
                .filter(v -> !Double.isNaN(v))
                .average()
                .orElse(Double.NaN);
        m.put("recent-mean-return", new DoubleProvenance("recent-mean-return", mean));
        long solved = (long) r.variables().get(PracticeLoop.SOLVED).item();
        if (solved >= 0) {
            m.put("solved-after-episodes", new LongProvenance("solved-after-episodes", solved));
        }
        return m;
    }

    final Environment environment() {
        return environment;
    }

    final Network network() {
        return network;
    }

    final Optimiser optimiser() {
        return optimiser;
    }

    final GradientEstimator estimator() {
        return estimator;
    }

    final Critic critic() {
        return critic;
    }

    final ControlTuning tuning() {
        return tuning;
    }

    final Practice practice() {
        return practice;
    }

    // both are visible to this package's loop
    @Override
    protected String task() {
        return super.task();
    }

    @Override
    protected synchronized ProgressListener listener() {
        return super.listener();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(environment=" + environment + ",network=" + network + ",optimiser="
                + optimiser + ",estimator=" + estimator + ",critic=" + critic + ",tuning=" + tuning + ",practice="
                + practice + ",settings=" + settings() + ",seed=" + seed() + ")";
    }

    /**
     * Collects the parts of a trainer.
     *
     * @param <B> The builder's own type.
     */
    public abstract static class Builder<B extends Builder<B>> extends NeuralTrainerBuilder<B> {
        private final Environment environment;
        private Network network = new Mlp(new StandardActivation(StandardActivation.Function.TANH), 32);
        private Optimiser optimiser = new Adam(1e-2);
        private GradientEstimator estimator = new ScoreFunction();
        private Critic critic = null;
        private ControlTuning tuning = new ControlTuning();
        private Practice practice = new Practice();

        Builder(Environment environment) {
            this.environment = environment;
        }

        /**
         * The policy; 32 tanh units and Adam with a rate of 0.01 by default.
         *
         * @param part From observations to the law of actions.
         * @param rule Turns its gradients into new parameters.
         * @return This builder.
         */
        public B policy(Network part, Optimiser rule) {
            this.network = part;
            this.optimiser = rule;
            return self();
        }

        /**
         * What estimates the policy's gradient; the plain score function by default.
         *
         * @param part One that asks for one value of the loss.
         * @return This builder.
         */
        public B estimator(GradientEstimator part) {
            this.estimator = part;
            return self();
        }

        /**
         * The value function; none by default.
         *
         * @param part The value function that is subtracted from returns.
         * @return This builder.
         */
        public B critic(Critic part) {
            this.critic = part;
            return self();
        }

        /**
         * How what the estimator learns is trained.
         *
         * @param part How.
         * @return This builder.
         */
        public B tuning(ControlTuning part) {
            this.tuning = part;
            return self();
        }

        /**
         * How many episodes, and what is wanted of them.
         *
         * @param part How many, and what.
         * @return This builder.
         */
        public B practice(Practice part) {
            this.practice = part;
            return self();
        }
    }
}
