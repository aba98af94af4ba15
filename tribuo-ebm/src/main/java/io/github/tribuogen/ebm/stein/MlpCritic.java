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
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Activation;
import io.github.tribuogen.neural.nn.Dropout;
import io.github.tribuogen.neural.nn.FanInUniformInitialiser;
import io.github.tribuogen.neural.nn.Initialiser;
import io.github.tribuogen.neural.nn.LearnedSwish;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A perceptron with one or two hidden layers, {@code f(x) = g(g(x W1 + b1) W2 + b2) W3 + b3}, whose exact trace costs about as
 * much as a forward pass: with {@code d1, d2} the slopes of the hidden units and {@code K = W2 * (W3 W1)^T}, element by
 * element, {@code tr J = d1 K d2^T}; with one hidden layer {@code tr J = d1 . diag(W2 W1)}. Dropout multiplies units and
 * slopes by the same mask.
 */
public final class MlpCritic implements Critic {
    private static final Initialiser UNIFORM = new FanInUniformInitialiser();

    @Config(description = "The numbers of hidden units, one or two, each at least 1.")
    private int[] hiddenSizes = {300, 300};

    @Config(
            description =
                    "The activation of hidden units, of each unit alone; smooth, since it is differentiated twice.")
    private Activation activation = new LearnedSwish(1, true, false);

    @Config(description = "The rate of dropout after each activation, in [0, 1).")
    private double dropout = 0.5;

    /** 300-300 swishes with slopes of their own, dropout 0.5: the paper's critic for tests. Also for OLCUT. */
    public MlpCritic() {}

    /**
     * A critic of swishes with slopes of their own.
     *
     * @param dropout The rate of dropout after each activation, in [0, 1).
     * @param hiddenSizes The numbers of hidden units, one or two.
     */
    public MlpCritic(double dropout, int... hiddenSizes) {
        this.dropout = dropout;
        this.hiddenSizes = hiddenSizes.clone();
        postConfig();
    }

    /**
     * Changes the activation.
     *
     * @param changed Of each unit alone.
     * @return A changed copy.
     */
    public MlpCritic withActivation(Activation changed) {
        MlpCritic c = new MlpCritic(dropout, hiddenSizes);
        c.activation = changed;
        return c;
    }

    @Override
    public void postConfig() {
        if (hiddenSizes.length < 1
                || hiddenSizes.length > 2
                || Arrays.stream(hiddenSizes).anyMatch(h -> h < 1)) {
            throw new PropertyException(
                    "",
                    "hiddenSizes",
                    "found " + Arrays.toString(hiddenSizes) + ", expected one or two numbers of at least 1");
        }
        Require.fraction("dropout", dropout);
    }

    @Override
    public Field at(ParameterScope scope, Tensor x) {
        long d = x.shape().size(1);
        List<Tensor> weights = new ArrayList<>();
        List<Tensor> slopes = new ArrayList<>();
        Tensor h = x;
        long in = d;
        for (int i = 0; i < hiddenSizes.length; i++) {
            ParameterScope layer = scope.child("hidden" + i);
            Tensor a = affine(layer.child("linear"), h, in, hiddenSizes[i], weights);
            h = new Dropout(dropout).apply(layer.child("dropout"), activation.apply(layer.child("activation"), a));
            slopes.add(Gradients.vjp(h, a, h.onesLike()));
            in = hiddenSizes[i];
        }
        Tensor value = affine(scope.child("output"), h, in, d, weights);
        return new Field(value, Optional.of(trace(weights, slopes)));
    }

    private static Tensor affine(ParameterScope scope, Tensor x, long in, long out, List<Tensor> weights) {
        Tensor w = scope.parameter("weight", UNIFORM, in, out, in, out);
        weights.add(w);
        return x.matMul(w).add(scope.parameter("bias", UNIFORM, in, out, out));
    }

    private static Tensor trace(List<Tensor> weights, List<Tensor> slopes) {
        Tensor first = weights.get(0);
        Tensor last = weights.get(weights.size() - 1);
        if (slopes.size() == 1) {
            Tensor diagonal = last.transpose(1, 0).mul(first).sum(0);
            return slopes.get(0).mul(diagonal).sum(1);
        }
        Tensor k = weights.get(1).mul(last.matMul(first).transpose(1, 0));
        return slopes.get(0).matMul(k).mul(slopes.get(1)).sum(1);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Critic");
    }

    @Override
    public String toString() {
        return "MlpCritic(hiddenSizes=" + Arrays.toString(hiddenSizes) + ", activation=" + activation + ", dropout="
                + dropout + ")";
    }
}
