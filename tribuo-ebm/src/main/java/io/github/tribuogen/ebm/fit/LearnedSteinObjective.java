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
package io.github.tribuogen.ebm.fit;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.ebm.stein.Critic;
import io.github.tribuogen.ebm.stein.Divergence;
import io.github.tribuogen.ebm.stein.ExactDivergence;
import io.github.tribuogen.ebm.stein.HutchinsonDivergence;
import io.github.tribuogen.ebm.stein.MlpCritic;
import io.github.tribuogen.ebm.stein.NetworkCritic;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Optimiser;

/**
 * The learned Stein discrepancy (LSD): a critic f(x) in R^D is trained to tell data from the density by the score alone,
 *
 * <pre>
 * critic:  maximise over f      E[s(x)'f(x) + div f(x)] - lambda E|f(x)|^2
 * density: minimise over theta  E[s_theta(x)'f(x)]
 * </pre>
 *
 * <p>s being the score of the density. The best critic is {@code (s - s_data) / (2 lambda)}, with which the density's gradient
 * is that of score matching divided by 2 lambda, without second derivatives of the score by x.
 *
 * <p>One step of training is k steps of the critic, each on a fresh batch, and then one of the density on another: the density
 * never follows an untrained critic. (The paper's code starts with the density's step.) A step so takes k + 1 batches of the
 * settings' size.
 *
 * <p>Metrics of the last critic step: "discrepancy" {@code E[s'f + div f]}, and "fisher bound" {@code (E[s'f + div f])^2 /
 * E|f|^2}, which in expectation is at most the Fisher divergence {@code E|s - s_data|^2} whatever lambda is.
 *
 * <p>See:
 *
 * <pre>
 * W. Grathwohl, K.-C. Wang, J.-H. Jacobsen, D. Duvenaud, R. Zemel
 * "Learning the Stein Discrepancy for Training and Evaluating Energy-Based Models without Sampling"
 * International Conference on Machine Learning, 2020.
 * </pre>
 */
public final class LearnedSteinObjective implements FitObjective {
    static final String CRITIC = "critic";

    @Config(description = "The critic, a smooth field of the points.")
    private Critic critic = new MlpCritic(0, 300, 300);

    @Config(description = "Trains the critic.")
    private Optimiser criticOptimiser = new Adam(1e-3, 0.5, 0.9);

    @Config(description = "The penalty lambda on the critic's size, above 0; smaller pushes harder and fits closer.")
    private double penalty = 1;

    @Config(description = "The critic's steps k for each of the density, at least 1.")
    private int criticSteps = 5;

    @Config(description = "How the critic's divergence is found; absent for its closed form, or one probe without.")
    private Divergence divergence = null;

    /** The paper's critic with k = 5 and lambda = 1. Also for OLCUT. */
    public LearnedSteinObjective() {}

    /**
     * An objective with any network as the critic, whose divergence one probe of random signs estimates.
     *
     * @param critic Maps points to the critic's D numbers.
     * @param criticOptimiser Trains it.
     * @param penalty lambda, above 0.
     * @param criticSteps k, at least 1.
     */
    public LearnedSteinObjective(Network critic, Optimiser criticOptimiser, double penalty, int criticSteps) {
        this(new NetworkCritic(critic), criticOptimiser, penalty, criticSteps);
    }

    /**
     * An objective that takes the critic's closed form of the divergence, or estimates it with one probe of random signs.
     *
     * @param critic The critic, a smooth field of the points.
     * @param criticOptimiser Trains it.
     * @param penalty lambda, above 0.
     * @param criticSteps k, at least 1.
     */
    public LearnedSteinObjective(Critic critic, Optimiser criticOptimiser, double penalty, int criticSteps) {
        this.critic = critic;
        this.criticOptimiser = criticOptimiser;
        this.penalty = penalty;
        this.criticSteps = criticSteps;
        postConfig();
    }

    /**
     * Changes the way to find divergences.
     *
     * @param changed The way.
     * @return A changed copy.
     */
    public LearnedSteinObjective withDivergence(Divergence changed) {
        LearnedSteinObjective o = new LearnedSteinObjective(critic, criticOptimiser, penalty, criticSteps);
        o.divergence = changed;
        return o;
    }

    @Override
    public void postConfig() {
        Require.positive("penalty", penalty);
        Require.atLeast("criticSteps", criticSteps, 1);
    }

    @Override
    public int batches() {
        return criticSteps + 1;
    }

    @Override
    public Fitted fit(HostTensor points) {
        return this::loss;
    }

    private Tensor loss(FitStep step) {
        // the density stands still while the critic moves: its scores at all batches in one pass
        Tensor x = step.points();
        Tensor scores = step.density().score(x).flatten(1);
        long size = x.shape().size(0) / batches();
        for (int i = 0; i < criticSteps; i++) {
            Tensor s = scores.slice(0, i * size, (i + 1) * size).stopGradient();
            train(step, i, step.batch(i), s);
        }
        Tensor f = critic(step, step.batch(criticSteps).flatten(1)).value().stopGradient();
        Tensor s = step.density().score(step.batch(criticSteps)).flatten(1);
        return s.mul(f).sum(1).mean();
    }

    private void train(FitStep step, int i, Tensor batch, Tensor score) {
        Tensor flat = batch.flatten(1);
        Critic.Field field = critic(step, flat);
        Tensor f = field.value();
        Divergence unlessSet = field.trace().isPresent() ? new ExactDivergence() : new HutchinsonDivergence();
        Tensor trace = field.trace(divergence == null ? unlessSet : divergence, flat, step.random("probes" + i));
        Tensor stein = score.mul(f).sum(1).add(trace).mean();
        Tensor size = f.square().sum(1).mean();
        step.minimise(size.mul(penalty).sub(stein), step.own().child(CRITIC), criticOptimiser);
        if (i == criticSteps - 1) {
            step.metric("discrepancy", stein);
            step.metric("fisher bound", stein.square().div(size.add(1e-12)));
        }
    }

    private Critic.Field critic(FitStep step, Tensor flat) {
        return critic.at(step.own().child(CRITIC), flat);
    }

    @Override
    public String toString() {
        return "LearnedSteinObjective(critic=" + critic + ", criticOptimiser=" + criticOptimiser + ", penalty="
                + penalty + ", criticSteps=" + criticSteps + ", divergence=" + divergence + ")";
    }
}
