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
 * Adamax (Kingma, Ba, "Adam", ICLR 2015, algorithm 2), with t the number of the update from 1 and a the learning rate:
 *
 * <pre>
 * m = b1 m + (1 - b1) g     u = max(b2 u, |g| + eps)     p = p - a / (1 - b1^t) m / u
 * </pre>
 *
 * <p>The paper has no eps; it keeps elements that never had a gradient from dividing by zero. The states are {@code M = m /
 * (1 - b1)}, named "m", and "u".
 */
public final class Adamax extends ElementwiseOptimiser {
    @Config(description = "The decay b1 of the mean gradient, in [0, 1).")
    private double beta1 = 0.9;

    @Config(description = "The decay b2 of the largest gradient, in [0, 1).")
    private double beta2 = 0.999;

    @Config(description = "Added to the absolute gradient, above 0.")
    private double epsilon = 1e-8;

    @Config(description = "This many times the parameter is added to the gradient; at least 0.")
    private double weightDecay = 0;

    /** Learning rate 0.002, decays 0.9 and 0.999. Also for OLCUT. */
    public Adamax() {
        super(2e-3);
    }

    /**
     * Adamax.
     *
     * @param learningRate The learning rate, above 0.
     * @param beta1 The decay of the mean gradient, in [0, 1).
     * @param beta2 The decay of the largest gradient, in [0, 1).
     */
    public Adamax(double learningRate, double beta1, double beta2) {
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
    public Adamax withSchedule(Schedule factor) {
        Adamax o = copy();
        o.schedule = factor;
        return o;
    }

    /**
     * Changes the clipping.
     *
     * @param bound Bounds the gradients; null for none.
     * @return A changed copy.
     */
    public Adamax withClipping(GradientClipping bound) {
        Adamax o = copy();
        o.clipping = bound;
        return o;
    }

    /**
     * Changes the grouping.
     *
     * @param elements Parameters of fewer elements are updated as one vector; 0 for none.
     * @return A changed copy.
     */
    public Adamax withGroupBelow(int elements) {
        Adamax o = copy();
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
    public Adamax withWeightDecay(double rate) {
        Adamax o = copy();
        o.weightDecay = rate;
        o.postConfig();
        return o;
    }

    private Adamax copy() {
        Adamax o = new Adamax(learningRate, beta1, beta2);
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
        return new Tensor[] {n.use(n.rate.mul(1 - beta1).div(n.bias(beta1)))};
    }

    @Override
    Tensor change(Slab slab, Tensor[] numbers) {
        Tensor g = decayed(slab, weightDecay);
        Tensor m = slab.assign("m", slab.state("m").mul(beta1).add(g));
        Tensor u = slab.assign("u", slab.state("u").mul(beta2).max(g.abs().add(epsilon)));
        return m.div(u).mul(numbers[0]);
    }

    @Override
    public String toString() {
        return "Adamax(beta1=" + beta1 + ", beta2=" + beta2 + ", epsilon=" + epsilon + ", weightDecay=" + weightDecay
                + ", " + settings() + ")";
    }
}
