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
package io.github.tribuogen.gradest.law;

import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Independent choices among K. Parameters: unnormalised log probabilities [B, ..., K]; samples are one-hot, of the same shape.
 * Relaxation: {@code z = log p + g} with Gumbel noise, {@code b} the place of the greatest.
 */
public final class Categorical implements DiscreteLaw {
    // uniform numbers lie this far from 0 and 1
    private static final double MARGIN = 1e-7;

    /** The only one there is; it has no settings. Also for OLCUT. */
    public Categorical() {}

    private static Tensor hard(Tensor z) {
        long classes = z.shape().size(z.shape().rank() - 1);
        return Tensors.oneHot(z.stopGradient().argMax(-1), classes, z.dtype());
    }

    @Override
    public Tensor sample(Tensor logits, Tensor uniform) {
        return hard(logits.stopGradient().add(uniform.log().neg().log().neg()));
    }

    @Override
    public Tensor logProbability(Tensor logits, Tensor sample) {
        return sample.mul(logits.logSoftmax(-1)).flatten(1).sum(1);
    }

    @Override
    public Tensor score(Tensor logits, Tensor sample) {
        return sample.sub(logits.softmax(-1));
    }

    @Override
    public Tensor entropy(Tensor logits) {
        return logits.softmax(-1).mul(logits.logSoftmax(-1)).flatten(1).sum(1).neg();
    }

    @Override
    public Tensor mean(Tensor logits) {
        return logits.softmax(-1);
    }

    /** Given b: {@code z_b = -log(-log v_b)}, and {@code z_i = -log(-log(v_i) / p_i + exp(-z_b))} for the others. */
    @Override
    public Relaxed relax(Tensor logits, Tensor uniform, RandomStream random, Coupling coupling) {
        Tensor logP = logits.logSoftmax(-1);
        Tensor z = logP.add(uniform.log().neg().log().neg());
        Tensor b = hard(z);
        Tensor zb;
        Tensor exponential; // -log v_i, standard exponential
        if (coupling == Coupling.COUPLED) {
            // what gives z itself: z_b does not depend on the logits, the others through p alone
            zb = b.mul(z).sumKeepDims(-1).stopGradient();
            exponential = z.neg()
                    .exp()
                    .sub(zb.neg().exp())
                    .mul(logP.exp())
                    .stopGradient()
                    .max(z.scalar(MARGIN));
        } else {
            zb = random.gumbelLike(logits.stopGradient()).mul(b).sumKeepDims(-1);
            exponential = random.uniformLike(logits.stopGradient()).log().neg();
        }
        Tensor others = exponential.div(logP.exp()).add(zb.neg().exp()).log().neg();
        return new Relaxed(b, z, b.mul(zb).add(b.rsub(1).mul(others)));
    }

    @Override
    public Tensor soften(Tensor z, Tensor temperature) {
        return z.div(temperature).softmax(-1);
    }

    /** The Gumbel law's by log p, {@code s_i = 1 - exp(log p_i - z_i)}, hence {@code s - p sum(s)} by the logits. */
    @Override
    public Tensor relaxedScore(Tensor logits, Tensor z) {
        Tensor byLogP = logits.logSoftmax(-1).sub(z).exp().rsub(1);
        return byLogP.sub(logits.softmax(-1).mul(byLogP.sumKeepDims(-1)));
    }

    @Override
    public Optional<List<double[]>> states(long[] shape, int most) {
        int k = (int) shape[shape.length - 1];
        int d = (int) (Arrays.stream(shape).reduce(1, (a, b) -> a * b) / k);
        double count = Math.pow(k, d);
        if (count > most) {
            return Optional.empty();
        }
        List<double[]> states = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] state = new double[d * k];
            int rest = i;
            for (int j = 0; j < d; j++) {
                state[j * k + rest % k] = 1;
                rest /= k;
            }
            states.add(state);
        }
        return Optional.of(states);
    }

    @Override
    public String toString() {
        return "Categorical()";
    }
}
