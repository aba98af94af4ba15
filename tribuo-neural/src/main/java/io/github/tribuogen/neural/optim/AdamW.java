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
 * {@link Adam} with decoupled weight decay (Loshchilov, Hutter, "Decoupled weight decay regularization", ICLR 2019): each
 * update also shrinks the parameters, {@code p = (1 - a w) p - ...}, with a the learning rate and w the decay.
 */
public final class AdamW extends ElementwiseOptimiser {
    @Config(description = "The decay b1 of the mean gradient, in [0, 1).")
    private double beta1 = 0.9;

    @Config(description = "The decay b2 of the mean squared gradient, in [0, 1).")
    private double beta2 = 0.999;

    @Config(description = "Added to the root of the mean squared gradient, above 0.")
    private double epsilon = 1e-8;

    @Config(description = "The weight decay w, at least 0.")
    private double weightDecay = 0.01;

    /** Learning rate 0.001, decays 0.9 and 0.999, weight decay 0.01. Also for OLCUT. */
    public AdamW() {
        super(1e-3);
    }

    /**
     * AdamW with decays 0.9 and 0.999.
     *
     * @param learningRate The learning rate, above 0.
     * @param weightDecay The weight decay, at least 0.
     */
    public AdamW(double learningRate, double weightDecay) {
        super(learningRate);
        this.weightDecay = weightDecay;
        postConfig();
    }

    /**
     * Changes the decays.
     *
     * @param ofMean The decay of the mean gradient, in [0, 1).
     * @param ofSquare The decay of the mean squared gradient, in [0, 1).
     * @return A changed copy.
     */
    public AdamW withBetas(double ofMean, double ofSquare) {
        AdamW o = copy();
        o.beta1 = ofMean;
        o.beta2 = ofSquare;
        o.postConfig();
        return o;
    }

    /**
     * Changes the schedule.
     *
     * @param factor A factor on the learning rate, by the step.
     * @return A changed copy.
     */
    public AdamW withSchedule(Schedule factor) {
        AdamW o = copy();
        o.schedule = factor;
        return o;
    }

    /**
     * Changes the clipping.
     *
     * @param bound Bounds the gradients; null for none.
     * @return A changed copy.
     */
    public AdamW withClipping(GradientClipping bound) {
        AdamW o = copy();
        o.clipping = bound;
        return o;
    }

    /**
     * Changes the grouping.
     *
     * @param elements Parameters of fewer elements are updated as one vector; 0 for none.
     * @return A changed copy.
     */
    public AdamW withGroupBelow(int elements) {
        AdamW o = copy();
        o.groupBelow = elements;
        o.postConfig();
        return o;
    }

    private AdamW copy() {
        AdamW o = new AdamW(learningRate, weightDecay);
        o.beta1 = beta1;
        o.beta2 = beta2;
        o.epsilon = epsilon;
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
        Tensor[] adam = AdamRule.numbers(n, beta1, beta2, epsilon);
        return new Tensor[] {adam[0], adam[1], n.use(n.rate.mul(weightDecay))};
    }

    @Override
    Tensor change(Slab slab, Tensor[] numbers) {
        Tensor change = AdamRule.change(slab, slab.gradient, numbers, beta1, beta2);
        return weightDecay == 0 ? change : change.add(slab.parameter().mul(numbers[2]));
    }

    @Override
    public String toString() {
        return "AdamW(beta1=" + beta1 + ", beta2=" + beta2 + ", epsilon=" + epsilon + ", weightDecay=" + weightDecay
                + ", " + settings() + ")";
    }
}
