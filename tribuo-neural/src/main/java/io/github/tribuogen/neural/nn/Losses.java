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
package io.github.tribuogen.neural.nn;

import io.github.tribuogen.neural.graph.CustomGradient;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.List;

/** Losses per example. */
public final class Losses {
    private Losses() {}

    /**
     * The cross-entropy {@code -log softmax(logits)_label}, in nats. Its gradient is written as {@code softmax(logits) -
     * indicator(label)}, a third of the operators of what the parts would give.
     *
     * @param logits [batch, classes].
     * @param labels int64 [batch], from 0 to classes - 1.
     * @return [batch].
     */
    public static Tensor crossEntropy(Tensor logits, Tensor labels) {
        Tensor indicator = Tensors.oneHot(labels, logits.shape().size(1), logits.dtype());
        Tensor logProbabilities = logits.logSoftmax(1);
        return CustomGradient.apply(
                        List.of(logits),
                        x -> List.of(logProbabilities.mul(indicator).sum(1).rsub(0)),
                        (x, y, dy) -> List.of(logProbabilities
                                .exp()
                                .sub(indicator)
                                .mul(dy.get(0).unsqueeze(1))))
                .get(0);
    }

    /**
     * The logit of each example's label.
     *
     * @param logits [batch, classes].
     * @param labels int64 [batch], from 0 to classes - 1.
     * @return [batch].
     */
    public static Tensor chosen(Tensor logits, Tensor labels) {
        Tensor indicator = Tensors.oneHot(labels, logits.shape().size(1), logits.dtype());
        return logits.mul(indicator).sum(1);
    }

    /**
     * The share of examples whose largest logit is the label's.
     *
     * @param logits [batch, classes].
     * @param labels int64 [batch].
     * @return A scalar in [0, 1].
     */
    public static Tensor accuracy(Tensor logits, Tensor labels) {
        return logits.argMax(1).equalTo(labels).cast(logits.dtype()).mean();
    }

    /**
     * The squared error {@code |prediction - target|^2}, summed over the outputs.
     *
     * @param predictions [batch, outputs].
     * @param targets [batch, outputs].
     * @return [batch].
     */
    public static Tensor squaredError(Tensor predictions, Tensor targets) {
        return predictions.sub(targets).square().sum(1);
    }
}
