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
package io.github.tribuogen.ebm.vera;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * What an energy minimises against a generator's samples xg, which it holds constant:
 *
 * <pre>
 *   L = sum w f(xg) - mean f(xd)                       - log p(x)
 *     + gamma mean |grad f(xd)|^2 / 2                  keeps f smooth at the data
 *     + cd mean f(xd)^2 + cg mean f(xg)^2              keep its size
 * </pre>
 *
 * <p>and by which signs training is known to have failed: the difference of the means runs away, or the samples collapse.
 *
 * <p>The weights w of a batch's samples sum to one. In the paper they are equal, and f answers to whatever the generator
 * cannot follow. Here they may be {@code w ~ (exp(f(x) / lambda) / q(x))^t}: for t = 1 the generator need only propose,
 * and {@code sum w grad f(xg)} is the importance sampling estimate of {@code E[grad f]} under {@code exp(f / lambda) / Z}, the
 * gradient of the likelihood; values between spread the weights where q is far from that. In many dimensions few samples would
 * carry all the weight.
 */
public final class DensityObjective implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(
            description =
                    "The weight gamma of the squared gradient at the data, at least 0; 0 saves a second derivative.")
    private double gradientPenalty = 0;

    @Config(
            description =
                    "The gradient at the data is penalised at every so many updates, as many times as heavily; at least 1.")
    private int penaltyInterval = 1;

    @Config(description = "The weight cd of the mean squared f of data, at least 0.")
    private double dataPenalty = 0;

    @Config(description = "The weight cg of the mean squared f of samples, at least 0.")
    private double samplePenalty = 0;

    @Config(
            description =
                    "The power t of the weights exp(f / lambda) / q of samples, in [0, 1]; 0 for equal weights, 1 for"
                            + " maximum likelihood with the generator as a proposal. Above 0 it wants an estimator that knows q.")
    private double importance = 0;

    @Config(
            description =
                    "Training has diverged where mean log densities of samples and data differ by more nats; above 0.")
    private double maxGap = 1e4;

    @Config(
            description =
                    "Training has failed where after collapseAfter steps the deviation of the samples' means g(z) is"
                            + " less than this share of the data's; in [0, 1), 0 for never.")
    private double minSpread = 0.01;

    @Config(description = "The step from which minSpread counts, at least 0.")
    private long collapseAfter = 1000;

    @Config(description = "The energy is updated at every so many steps, at least 1.")
    private int interval = 1;

    /** No penalties. Also for OLCUT. */
    public DensityObjective() {}

    /**
     * An objective without penalties on the size of f.
     *
     * @param gradientPenalty gamma, at least 0.
     */
    public DensityObjective(double gradientPenalty) {
        this.gradientPenalty = gradientPenalty;
        postConfig();
    }

    private DensityObjective copy() {
        DensityObjective o = new DensityObjective(gradientPenalty);
        o.penaltyInterval = penaltyInterval;
        o.dataPenalty = dataPenalty;
        o.samplePenalty = samplePenalty;
        o.importance = importance;
        o.maxGap = maxGap;
        o.minSpread = minSpread;
        o.collapseAfter = collapseAfter;
        o.interval = interval;
        return o;
    }

    /**
     * Charges the gradient penalty at every so many updates only, as many times as heavily: most of its effect at a fraction of its cost, a
     * second derivative (Karras et al., "Analyzing and Improving the Image Quality of StyleGAN", CVPR 2020, "lazy regularization").
     *
     * @param steps At every so many updates of the energy, at least 1.
     * @return A changed copy.
     */
    public DensityObjective withPenaltyInterval(int steps) {
        DensityObjective o = copy();
        o.penaltyInterval = steps;
        o.postConfig();
        return o;
    }

    /**
     * Changes the penalties on the size of f.
     *
     * @param data cd, at least 0.
     * @param samples cg, at least 0.
     * @return A changed copy.
     */
    public DensityObjective withPenalties(double data, double samples) {
        DensityObjective o = copy();
        o.dataPenalty = data;
        o.samplePenalty = samples;
        o.postConfig();
        return o;
    }

    /**
     * Changes the weights of samples.
     *
     * @param power t, in [0, 1]; 0 for equal weights.
     * @return A changed copy.
     */
    public DensityObjective withImportance(double power) {
        DensityObjective o = copy();
        o.importance = power;
        o.postConfig();
        return o;
    }

    /**
     * Changes the signs of failure.
     *
     * @param gap The most nats by which the mean log densities of samples and data may differ, above 0.
     * @param spread The least share of the data's deviation that the samples' means must have, in [0, 1).
     * @param after The step from which that counts, at least 0.
     * @return A changed copy.
     */
    public DensityObjective withBounds(double gap, double spread, long after) {
        DensityObjective o = copy();
        o.maxGap = gap;
        o.minSpread = spread;
        o.collapseAfter = after;
        o.postConfig();
        return o;
    }

    /**
     * Changes how often the energy is updated.
     *
     * @param steps At every so many steps, at least 1.
     * @return A changed copy.
     */
    public DensityObjective withInterval(int steps) {
        DensityObjective o = copy();
        o.interval = steps;
        o.postConfig();
        return o;
    }

    @Override
    public void postConfig() {
        Require.notNegative("gradientPenalty", gradientPenalty);
        Require.atLeast("penaltyInterval", penaltyInterval, 1);
        Require.notNegative("dataPenalty", dataPenalty);
        Require.notNegative("samplePenalty", samplePenalty);
        Require.that(importance >= 0 && importance <= 1, "importance", importance, "a number in [0, 1]");
        Require.that(maxGap > 0, "maxGap", maxGap, "a number above 0");
        Require.fraction("minSpread", minSpread);
        Require.atLeast("collapseAfter", collapseAfter, 0);
        Require.atLeast("interval", interval, 1);
    }

    /** At every step, as a term of the loss? */
    boolean penalisesGradient() {
        return gradientPenalty > 0 && penaltyInterval == 1;
    }

    /** At some steps only, beside the loss? */
    boolean penalisesGradientLazily() {
        return gradientPenalty > 0 && penaltyInterval > 1;
    }

    int penaltyInterval() {
        return penaltyInterval;
    }

    /** {@code gamma mean |grad f(xd)|^2 / 2}, a scalar, times the interval at which it is charged. */
    Tensor gradientPenalty(Tensor score) {
        return score.square().flatten(1).sum(1).mean().mul(penaltyInterval * gradientPenalty / 2);
    }

    double importance() {
        return importance;
    }

    int interval() {
        return interval;
    }

    double maxGap() {
        return maxGap;
    }

    double minSpread() {
        return minSpread;
    }

    long collapseAfter() {
        return collapseAfter;
    }

    /** The excess of the samples' mean log density over that of the data, in nats: near 0 in healthy training. */
    static Tensor gap(Tensor samples, Tensor data) {
        return samples.mean().sub(data.mean());
    }

    /**
     * L, a scalar.
     *
     * @param samples f(xg), [B].
     * @param weights w, [B], constants that sum to one; null for equal ones.
     * @param data f(xd), [B].
     * @param score grad f(xd), [B, ...]; null unless the gradient is penalised at every step.
     */
    Tensor loss(Tensor samples, Tensor weights, Tensor data, Tensor score) {
        Tensor expected =
                weights == null ? samples.mean() : samples.mul(weights).sum();
        List<Tensor> terms = new ArrayList<>(List.of(expected.sub(data.mean())));
        if (penalisesGradient()) {
            terms.add(gradientPenalty(score));
        }
        if (dataPenalty > 0) {
            terms.add(data.square().mean().mul(dataPenalty));
        }
        if (samplePenalty > 0) {
            terms.add(samples.square().mean().mul(samplePenalty));
        }
        return Tensors.addAll(terms);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "DensityObjective");
    }

    @Override
    public String toString() {
        return "DensityObjective(gradientPenalty=" + gradientPenalty + ", penaltyInterval=" + penaltyInterval
                + ", dataPenalty=" + dataPenalty
                + ", samplePenalty="
                + samplePenalty + ", importance=" + importance + ", maxGap=" + maxGap + ", minSpread=" + minSpread
                + ", collapseAfter="
                + collapseAfter + ", interval=" + interval + ")";
    }
}
