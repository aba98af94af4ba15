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
package io.github.tribuogen.gradest.estimator;

import io.github.tribuogen.gradest.law.Bernoulli;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Local expectations (Titsias and Lazaro-Gredilla 2015), a Rao-Blackwell estimate: each coordinate is summed over its values, the others
 * sampled, {@code sum_v p_i(v) f(b_i = v) d log p_i(v) / d lambda_i}. Little variance for 2 D + 1 evaluations of zeros and ones, K D + 1
 * of choices; the loss may be a black box; unbiased.
 */
public final class LocalExpectation implements GradientEstimator {
    /** The only one there is; it has no settings. Also for OLCUT. */
    public LocalExpectation() {}

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException If the logits are not [B, D] for zeros and ones, [B, D, K] for choices.
     */
    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        DiscreteLaw discrete = Estimators.discrete(law, this);
        Tensor logits = parameters.stopGradient();
        boolean coins = law instanceof Bernoulli;
        if (logits.shape().rank() != (coins ? 2 : 3)) {
            throw new IllegalArgumentException(
                    "parameters: logits " + (coins ? "[B, D]" : "[B, D, K]") + " expected, found " + logits.shape());
        }
        Loss own = loss.held();
        Tensor b = law.sample(logits, scope.random());
        int d = (int) logits.shape().size(1);
        Tensor gradient = logits.zerosLike();
        for (int i = 0; i < d; i++) {
            gradient = gradient.add(coins ? ofCoin(own, b, logits, i) : ofChoice(own, b, logits, i));
        }
        return new Estimate(gradient.mul(discrete.mean(logits)), b, own.of(b), Optional.empty());
    }

    /** In place i {@code (1 - theta) (f(1) - f(0))}, elsewhere 0. */
    private static Tensor ofCoin(Loss loss, Tensor b, Tensor logits, int i) {
        Tensor at = at(logits, i);
        Tensor without = b.mul(at.rsub(1));
        Tensor difference = loss.of(without.add(at)).sub(loss.of(without)).stopGradient();
        return difference.unsqueeze(1).mul(at).mul(logits.sigmoid().rsub(1));
    }

    /** In place i {@code f(v) - sum_u p(u) f(u)} for each value v, elsewhere 0. */
    private static Tensor ofChoice(Loss loss, Tensor b, Tensor logits, int i) {
        Tensor at = at(logits, i); // [1, D, 1]
        Tensor without = b.mul(at.rsub(1));
        long classes = logits.shape().size(2);
        List<Tensor> values = new ArrayList<>();
        for (int v = 0; v < classes; v++) {
            double[] choice = new double[(int) classes];
            choice[v] = 1;
            Tensor one = logits.graph()
                    .root()
                    .constant(HostTensor.of(choice, 1, 1, classes))
                    .cast(logits.dtype());
            values.add(loss.of(without.add(at.mul(one))).stopGradient());
        }
        Tensor f = Tensors.stack(1, values).unsqueeze(1); // [B, 1, K]
        Tensor p = logits.softmax(-1);
        return f.sub(f.mul(p).sumKeepDims(-1)).mul(at);
    }

    private static Tensor at(Tensor logits, int i) {
        long[] sizes = new long[logits.shape().rank()];
        Arrays.fill(sizes, 1);
        sizes[1] = logits.shape().size(1);
        double[] unit = new double[(int) sizes[1]];
        unit[i] = 1;
        return logits.graph().root().constant(HostTensor.of(unit, sizes)).cast(logits.dtype());
    }

    @Override
    public LossUse lossUse() {
        return LossUse.SEVERAL_VALUES;
    }

    @Override
    public boolean isUnbiased() {
        return true;
    }

    @Override
    public String toString() {
        return "LocalExpectation()";
    }
}
