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
 * Independent zeros and ones. Parameters: logits {@code lambda} [B, D] with {@code theta = P(b = 1) = sigmoid(lambda)}; samples [B,
 * D]. Relaxation: {@code z = lambda + log u - log(1 - u)}, {@code b = 1} where {@code z > 0}.
 */
public final class Bernoulli implements DiscreteLaw {
    // uniform numbers lie this far from 0 and 1
    private static final double MARGIN = 1e-7;

    /** The only one there is; it has no settings. Also for OLCUT. */
    public Bernoulli() {}

    @Override
    public Tensor sample(Tensor logits, Tensor uniform) {
        return uniform.less(logits.stopGradient().sigmoid()).cast(logits.dtype());
    }

    @Override
    public Tensor logProbability(Tensor logits, Tensor sample) {
        // b lambda - softplus(lambda)
        return sample.mul(logits).sub(logits.softplus()).flatten(1).sum(1);
    }

    @Override
    public Tensor score(Tensor logits, Tensor sample) {
        return sample.sub(logits.sigmoid());
    }

    /** {@code softplus(lambda) - lambda sigmoid(lambda)} of each. */
    @Override
    public Tensor entropy(Tensor logits) {
        return logits.softplus().sub(logits.mul(logits.sigmoid())).flatten(1).sum(1);
    }

    @Override
    public Tensor mean(Tensor logits) {
        return logits.sigmoid();
    }

    /**
     * In forms without cancellation and without an exponential that could overflow: given b = 1, {@code z = softplus(lambda + log v) -
     * log(1 - v)}; given b = 0, {@code z = log v - softplus(log(1 - v) - lambda)}.
     */
    @Override
    public Relaxed relax(Tensor logits, Tensor u, RandomStream random, Coupling coupling) {
        Tensor z = logits.add(logit(u));
        Tensor b = z.stopGradient().step();
        Tensor v = coupling == Coupling.INDEPENDENT ? random.uniformLike(logits.stopGradient()) : coupled(logits, u, b);
        Tensor logV = v.log();
        Tensor logRest = v.rsub(1).log();
        Tensor one = logits.add(logV).softplus().sub(logRest);
        Tensor zero = logV.sub(logRest.sub(logits).softplus());
        return new Relaxed(b, z, b.mul(one).add(b.rsub(1).mul(zero)));
    }

    private static Tensor logit(Tensor u) {
        return u.log().sub(u.rsub(1).log());
    }

    private static Tensor coupled(Tensor logits, Tensor u, Tensor b) {
        Tensor theta = logits.stopGradient().sigmoid();
        Tensor below = theta.rsub(1);
        Tensor one = u.sub(below).div(theta.add(MARGIN));
        Tensor zero = u.div(below.add(MARGIN));
        return Tensors.where(b.greater(b.scalar(0.5)), one, zero)
                .clip(MARGIN, 1 - MARGIN)
                .stopGradient();
    }

    @Override
    public Tensor soften(Tensor z, Tensor temperature) {
        return z.div(temperature).sigmoid();
    }

    /** The logistic law's: {@code tanh((z - lambda) / 2)}. */
    @Override
    public Tensor relaxedScore(Tensor logits, Tensor z) {
        return z.sub(logits).mul(0.5).tanh();
    }

    @Override
    public Optional<List<double[]>> states(long[] shape, int most) {
        long d = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        if (d > 30 || 1L << d > most) {
            return Optional.empty();
        }
        List<double[]> states = new ArrayList<>();
        for (int i = 0; i < 1 << d; i++) {
            double[] state = new double[(int) d];
            for (int j = 0; j < d; j++) {
                state[j] = i >> j & 1;
            }
            states.add(state);
        }
        return Optional.of(states);
    }

    @Override
    public String toString() {
        return "Bernoulli()";
    }
}
