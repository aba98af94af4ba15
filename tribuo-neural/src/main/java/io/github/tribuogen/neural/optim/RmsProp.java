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
 * RMSprop (Tieleman, Hinton, lecture 6.5, 2012): {@code v = d v + (1 - d) g^2; q = g / (sqrt(v) + eps); p = p - a q}, or with
 * momentum u {@code b = u b + q; p = p - a b}.
 *
 * <p>The state is kept as {@code V = v / (1 - d)}, named "v", which saves a pass over the memory; the momentum
 * is kept as {@code sqrt(1 - d) b}, named "b".
 */
public final class RmsProp extends ElementwiseOptimiser {
    @Config(description = "The decay d of the mean squared gradient, in [0, 1).")
    private double decay = 0.99;

    @Config(description = "Added to the root of the mean squared gradient, above 0.")
    private double epsilon = 1e-8;

    @Config(description = "The momentum u, in [0, 1).")
    private double momentum = 0;

    @Config(description = "This many times the parameter is added to the gradient; at least 0.")
    private double weightDecay = 0;

    /** Learning rate 0.01, decay 0.99, no momentum. Also for OLCUT. */
    public RmsProp() {
        super(0.01);
    }

    /**
     * RMSprop.
     *
     * @param learningRate The learning rate, above 0.
     * @param decay The decay of the mean squared gradient, in [0, 1).
     * @param momentum The momentum, in [0, 1).
     */
    public RmsProp(double learningRate, double decay, double momentum) {
        super(learningRate);
        this.decay = decay;
        this.momentum = momentum;
        postConfig();
    }

    /**
     * Changes the schedule.
     *
     * @param factor A factor on the learning rate, by the step.
     * @return A changed copy.
     */
    public RmsProp withSchedule(Schedule factor) {
        RmsProp o = copy();
        o.schedule = factor;
        return o;
    }

    /**
     * Changes the clipping.
     *
     * @param bound Bounds the gradients; null for none.
     * @return A changed copy.
     */
    public RmsProp withClipping(GradientClipping bound) {
        RmsProp o = copy();
        o.clipping = bound;
        return o;
    }

    /**
     * Changes the grouping.
     *
     * @param elements Parameters of fewer elements are updated as one vector; 0 for none.
     * @return A changed copy.
     */
    public RmsProp withGroupBelow(int elements) {
        RmsProp o = copy();
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
    public RmsProp withWeightDecay(double rate) {
        RmsProp o = copy();
        o.weightDecay = rate;
        o.postConfig();
        return o;
    }

    private RmsProp copy() {
        RmsProp o = new RmsProp(learningRate, decay, momentum);
        o.epsilon = epsilon;
        o.weightDecay = weightDecay;
        o.shareSettings(this);
        return o;
    }

    @Override
    public void postConfig() {
        super.postConfig();
        Require.fraction("decay", decay);
        Require.positive("epsilon", epsilon);
        Require.fraction("momentum", momentum);
        Require.notNegative("weightDecay", weightDecay);
    }

    @Override
    Tensor[] numbers(Numbers n) {
        return new Tensor[] {n.use(n.rate.div(Math.sqrt(1 - decay)))};
    }

    @Override
    Tensor change(Slab slab, Tensor[] numbers) {
        Tensor g = decayed(slab, weightDecay);
        Tensor v = slab.assign("v", slab.state("v").mul(decay).add(g.mul(g)));
        // sqrt(v) + eps = k (sqrt(V) + eps / k); the factor 1 / k is part of the number the change is multiplied by
        Tensor q = g.div(v.sqrt().add(epsilon / Math.sqrt(1 - decay)));
        if (momentum > 0) {
            q = slab.assign("b", slab.state("b").mul(momentum).add(q));
        }
        return q.mul(numbers[0]);
    }

    @Override
    public String toString() {
        return "RmsProp(decay=" + decay + ", epsilon=" + epsilon + ", momentum=" + momentum + ", weightDecay="
                + weightDecay + ", " + settings() + ")";
    }
}
