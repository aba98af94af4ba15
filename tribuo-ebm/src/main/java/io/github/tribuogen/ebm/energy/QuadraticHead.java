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
package io.github.tribuogen.ebm.energy;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Activation;
import io.github.tribuogen.neural.nn.LearnedSwish;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * A network that ends in a quadratic form of its last hidden units h, {@code (A h + a)(B h + b) + D h^2 + c}, elementwise for
 * each output, where h is the activated output of another network.
 */
public final class QuadraticHead implements Network {
    @Config(mandatory = true, description = "Gives the hidden units before their activation.")
    private Network trunk;

    @Config(description = "The number of hidden units, at least 1.")
    private int width = 100;

    @Config(description = "The activation of the hidden units.")
    private Activation activation = new LearnedSwish();

    /** For OLCUT. */
    private QuadraticHead() {}

    /**
     * A quadratic head.
     *
     * @param trunk Gives the hidden units before their activation.
     * @param width Their number, at least 1.
     * @param activation Their activation.
     */
    public QuadraticHead(Network trunk, int width, Activation activation) {
        this.trunk = trunk;
        this.width = width;
        this.activation = activation;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("width", width, 1);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x, long outputs) {
        Tensor h = activation.apply(scope.child("activation"), trunk.apply(scope.child("trunk"), x, width));
        Tensor left = Linear.to(outputs).apply(scope.child("left"), h);
        Tensor right = Linear.to(outputs).apply(scope.child("right"), h);
        return left.mul(right).add(Linear.to(outputs).apply(scope.child("squares"), h.square()));
    }

    @Override
    public String toString() {
        return "QuadraticHead(trunk=" + trunk + ", width=" + width + ", activation=" + activation + ")";
    }
}
