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

import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Losses;
import java.util.function.UnaryOperator;

/**
 * A classifier read as a joint density of inputs and classes: {@code log p(x, y) = f_y(x) - log Z}, hence {@code log p(x)
 * = LSE(f(x)) - log Z} with {@code LSE(f) = log sum_y exp f_y}, and {@code p(y|x) = softmax(f(x))_y} without Z.
 *
 * <p>See:
 *
 * <pre>
 * W. Grathwohl, K.-C. Wang, J.-H. Jacobsen, D. Duvenaud, M. Norouzi, K. Swersky
 * "Your Classifier is Secretly an Energy Based Model and You Should Treat it Like One"
 * International Conference on Learning Representations, 2020.
 * </pre>
 */
public final class JointEnergy {
    private final UnaryOperator<Tensor> classifier;

    /**
     * Reads a classifier as a joint density.
     *
     * @param classifier Maps points [B, ...] to logits f(x) of shape [B, K].
     */
    public JointEnergy(UnaryOperator<Tensor> classifier) {
        this.classifier = classifier;
    }

    /**
     * The logits.
     *
     * @param x The points [B, ...].
     * @return f(x), [B, K].
     */
    public Tensor logits(Tensor x) {
        return classifier.apply(x);
    }

    /**
     * The density of the points: {@code log p(x) + log Z = LSE(f(x))}.
     *
     * @return The marginal density.
     */
    public UnnormalisedDensity marginal() {
        return x -> logMarginal(logits(x));
    }

    /**
     * The density of the points of given classes: {@code log p(x|y) + log(Z p(y)) = f_y(x)}.
     *
     * @param classes The class of each row, int64 [B], from 0 to K - 1.
     * @return The conditional density.
     */
    public UnnormalisedDensity conditional(Tensor classes) {
        return x -> ofClass(logits(x), classes);
    }

    /**
     * LSE(f) = log sum_y exp f_y, stable for logits of any size.
     *
     * @param logits f, [B, K].
     * @return [B].
     */
    public static Tensor logMarginal(Tensor logits) {
        return logits.logSumExp(1);
    }

    /**
     * f_y, the logit of a class.
     *
     * @param logits f, [B, K].
     * @param classes y, int64 [B], from 0 to K - 1.
     * @return [B].
     */
    public static Tensor ofClass(Tensor logits, Tensor classes) {
        return Losses.chosen(logits, classes);
    }

    /**
     * The cross-entropy {@code -log p(y|x) = LSE(f) - f_y}, in nats.
     *
     * @param logits f, [B, K].
     * @param classes y, int64 [B], from 0 to K - 1.
     * @return [B].
     */
    public static Tensor crossEntropy(Tensor logits, Tensor classes) {
        return Losses.crossEntropy(logits, classes);
    }
}
