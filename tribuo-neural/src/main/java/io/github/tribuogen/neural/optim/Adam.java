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
package io.github.tribuogen.neural.optim;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * Adam (Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1), with t the number of the update
 * from 1 and a the learning rate:
 *
 * <pre>
 * m = b1 m + (1 - b1) g        v = b2 v + (1 - b2) g^2
 * p = p - a (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)
 * </pre>
 *
 * <p>The states are kept as {@code M = m / (1 - b1)} and {@code V = v / (1 - b2)}, named "m" and "v", which saves a pass
 * over the memory for each: {@code M = b1 M + g, V = b2 V + g^2}. With {@code k = sqrt((1 - b2) / (1 - b2^t))} the update is
 * {@code p - c M / (sqrt(V) + eps / k)} with {@code c = a (1 - b1) / ((1 - b1^t) k)}: the same number but for rounding.
 *
 * <p>Weight decay is the paper's classical form, added to the gradient; {@link AdamW} decouples it.
 */
public final class Adam extends ElementwiseOptimiser {
    @Config(description = "The decay b1 of the mean gradient, in [0, 1).")
    private double beta1 = 0.9;

    @Config(description = "The decay b2 of the mean squared gradient, in [0, 1).")
    private double beta2 = 0.999;

    @Config(description = "Added to the root of the mean squared gradient, above 0.")
    private double epsilon = 1e-8;

    @Config(description = "This many times the parameter is added to the gradient; at least 0.")
    private double weightDecay = 0;

    /** Learning rate 0.001, decays 0.9 and 0.999. Also for OLCUT. */
    public Adam() {
        super(1e-3);
    }

    /**
     * Adam with decays 0.9 and 0.999.
     *
     * @param learningRate The learning rate, above 0.
     */
    public Adam(double learningRate) {
        super(learningRate);
        postConfig();
    }

    /**
     * Adam.
     *
     * @param learningRate The learning rate, above 0.
     * @param beta1 The decay of the mean gradient, in [0, 1).
     * @param beta2 The decay of the mean squared gradient, in [0, 1).
     */
    public Adam(double learningRate, double beta1, double beta2) {
        super(learningRate);
        this.beta1 = beta1;
        this.beta2 = beta2;
        postConfig();
    }

    /**
     * Changes the schedule.
     *
     * @param factor A factor on the learning rate, by the step.
     * @return A changed copy.
     */
    public Adam withSchedule(Schedule factor) {
        Adam o = copy();
        o.schedule = factor;
        return o;
    }

    /**
     * Changes the clipping.
     *
     * @param bound Bounds the gradients; null for none.
     * @return A changed copy.
     */
    public Adam withClipping(GradientClipping bound) {
        Adam o = copy();
        o.clipping = bound;
        return o;
    }

    /**
     * Changes the grouping.
     *
     * @param elements Parameters of fewer elements are updated as one vector; 0 for none.
     * @return A changed copy.
     */
    public Adam withGroupBelow(int elements) {
        Adam o = copy();
        o.groupBelow = elements;
        o.postConfig();
        return o;
    }

    /**
     * Changes the weight decay.
     *
     * @param rate This many times the parameter is added to the gradient; at least 0.
     * @return A changed copy.
     */
    public Adam withWeightDecay(double rate) {
        Adam o = copy();
        o.weightDecay = rate;
        o.postConfig();
        return o;
    }

    private Adam copy() {
        Adam o = new Adam(learningRate, beta1, beta2);
        o.epsilon = epsilon;
        o.weightDecay = weightDecay;
        o.shareSettings(this);
        return o;
    }

    @Override
    public void postConfig() {
        super.postConfig();
        Require.fraction("beta1", beta1);
        Require.fraction("beta2", beta2);
        Require.positive("epsilon", epsilon);
        Require.notNegative("weightDecay", weightDecay);
    }

    @Override
    Tensor[] numbers(Numbers n) {
        return AdamRule.numbers(n, beta1, beta2, epsilon);
    }

    @Override
    Tensor change(Slab slab, Tensor[] numbers) {
        Tensor g = decayed(slab, weightDecay);
        return AdamRule.change(slab, g, numbers, beta1, beta2);
    }

    @Override
    public String toString() {
        return "Adam(beta1=" + beta1 + ", beta2=" + beta2 + ", epsilon=" + epsilon + ", weightDecay=" + weightDecay
                + ", " + settings() + ")";
    }
}
