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
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * Stochastic gradient descent, with momentum on demand: {@code b = u b + g; p = p - a b}, or by Nesterov {@code p = p - a (g
 * + u b)}, with a the learning rate and u the momentum. The state b is named "b"; without momentum there is none.
 */
public final class Sgd extends ElementwiseOptimiser {
    @Config(description = "The momentum u, in [0, 1).")
    private double momentum = 0;

    @Config(description = "Nesterov's form of momentum?")
    private boolean nesterov = false;

    @Config(description = "This many times the parameter is added to the gradient; at least 0.")
    private double weightDecay = 0;

    /** Learning rate 0.01 without momentum. Also for OLCUT. */
    public Sgd() {
        super(0.01);
    }

    /**
     * Gradient descent without momentum.
     *
     * @param learningRate The learning rate, above 0.
     */
    public Sgd(double learningRate) {
        super(learningRate);
        postConfig();
    }

    /**
     * Gradient descent.
     *
     * @param learningRate The learning rate, above 0.
     * @param momentum The momentum, in [0, 1).
     * @param nesterov Nesterov's form of momentum?
     */
    public Sgd(double learningRate, double momentum, boolean nesterov) {
        super(learningRate);
        this.momentum = momentum;
        this.nesterov = nesterov;
        postConfig();
    }

    /**
     * Changes the schedule.
     *
     * @param factor A factor on the learning rate, by the step.
     * @return A changed copy.
     */
    public Sgd withSchedule(Schedule factor) {
        Sgd o = copy();
        o.schedule = factor;
        return o;
    }

    /**
     * Changes the clipping.
     *
     * @param bound Bounds the gradients; null for none.
     * @return A changed copy.
     */
    public Sgd withClipping(GradientClipping bound) {
        Sgd o = copy();
        o.clipping = bound;
        return o;
    }

    /**
     * Changes the grouping.
     *
     * @param elements Parameters of fewer elements are updated as one vector; 0 for none.
     * @return A changed copy.
     */
    public Sgd withGroupBelow(int elements) {
        Sgd o = copy();
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
    public Sgd withWeightDecay(double rate) {
        Sgd o = copy();
        o.weightDecay = rate;
        o.postConfig();
        return o;
    }

    private Sgd copy() {
        Sgd o = new Sgd(learningRate, momentum, nesterov);
        o.weightDecay = weightDecay;
        o.shareSettings(this);
        return o;
    }

    @Override
    public void postConfig() {
        super.postConfig();
        Require.fraction("momentum", momentum);
        Require.notNegative("weightDecay", weightDecay);
        if (nesterov && momentum == 0) {
            throw new PropertyException("", "nesterov", "found true with momentum 0, expected a momentum above 0");
        }
    }

    @Override
    Tensor[] numbers(Numbers n) {
        return new Tensor[] {n.use(n.rate)};
    }

    @Override
    Tensor change(Slab slab, Tensor[] numbers) {
        Tensor g = decayed(slab, weightDecay);
        if (momentum > 0) {
            Tensor b = slab.assign("b", slab.state("b").mul(momentum).add(g));
            g = nesterov ? g.add(b.mul(momentum)) : b;
        }
        return g.mul(numbers[0]);
    }

    @Override
    public String toString() {
        return "Sgd(momentum=" + momentum + ", nesterov=" + nesterov + ", weightDecay=" + weightDecay + ", "
                + settings() + ")";
    }
}
