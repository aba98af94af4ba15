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
package io.github.tribuogen.gradest.vae;

import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.latent.ObservationModel;
import io.github.tribuogen.neural.latent.RowNoise;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The graph of a discrete variational autoencoder with L layers: {@code q(b_1|x) ... q(b_L|b_L-1)} and {@code p(b_L) p(b_L-1|b_L) ...
 * p(x|b_1)}, the top's law with learned logits. Layer 0 here is b_1.
 *
 * @param layers From the observation up.
 * @param observations What is seen of x, and p(x|b_1).
 * @param mean The mean of the training data, [1, D]; the networks see x less this.
 * @param bias What is added to the numbers of p(x|b_1), [1, p D].
 */
record CodeHierarchy(List<StochasticLayer> layers, ObservationModel observations, HostTensor mean, HostTensor bias) {
    private static final double SOFTNESS = 0.5;

    private int top() {
        return layers.size() - 1;
    }

    private static Tensor constant(Tensor any, HostTensor value) {
        return any.graph().root().constant(value).cast(any.dtype());
    }

    /** What the first encoder reads, [B, D]. */
    Tensor centred(Tensor seen) {
        Tensor rows = seen.flatten(1);
        return rows.sub(constant(rows, mean));
    }

    /** The logits of q at a layer, of what is below as networks read it. */
    Tensor posterior(ParameterScope scope, int layer, Tensor below) {
        StochasticLayer l = layers.get(layer);
        return l.shaped(l.encoder().apply(scope.child("encoder" + layer), below, l.width()));
    }

    /** The numbers of p(x|b_1), or the logits of p at the layer below, of codes. */
    Tensor generator(ParameterScope scope, int layer, Tensor codes) {
        StochasticLayer l = layers.get(layer);
        Tensor read = l.read(codes);
        if (layer == 0) {
            long n = bias.shape()[1];
            return l.decoder().apply(scope.child("decoder0"), read, n).add(constant(read, bias));
        }
        StochasticLayer below = layers.get(layer - 1);
        return below.shaped(l.decoder().apply(scope.child("decoder" + layer), read, below.width()));
    }

    /** The learned logits of the top's prior, [1, ...]. */
    Tensor prior(ParameterScope scope) {
        long[] shape = layers.get(top()).shape();
        long[] row = new long[shape.length + 1];
        row[0] = 1;
        System.arraycopy(shape, 0, row, 1, shape.length);
        return scope.parameter("prior", new ConstantInitialiser(0), 1, 1, row);
    }

    /** log p of what is below a layer given its codes, [B]: of the observation or of the codes below. */
    Tensor explained(ParameterScope scope, int layer, Tensor below, Tensor codes) {
        Tensor numbers = generator(scope, layer, codes);
        return layer == 0
                ? observations.likelihood().logProbability(numbers, below)
                : layers.get(layer - 1).law().logProbability(numbers, below);
    }

    private Tensor priorOf(ParameterScope scope, Tensor codes) {
        return layers.get(top()).law().logProbability(prior(scope), codes);
    }

    /** Draws the codes of a layer, of its logits. */
    interface Sampler extends BiFunction<Integer, Tensor, Tensor> {}

    /** The bound's parts for one draw, [B] each. */
    record Terms(Tensor logLikelihood, Tensor divergence) {
        Tensor logWeight() {
            return logLikelihood.sub(divergence);
        }
    }

    /** The parts for codes that a sampler draws, layer by layer. */
    Terms terms(ParameterScope scope, Tensor seen, Sampler sampler) {
        Tensor below = centred(seen);
        Tensor what = seen;
        Tensor likelihood = null;
        Tensor divergence = null;
        for (int i = 0; i <= top(); i++) {
            Tensor logits = posterior(scope, i, below);
            Tensor codes = sampler.apply(i, logits);
            Tensor logQ = layers.get(i).law().logProbability(logits, codes);
            Tensor logP = explained(scope, i, what, codes);
            divergence = i == 0 ? logQ : divergence.add(logQ).sub(logP);
            likelihood = i == 0 ? logP : likelihood;
            below = layers.get(i).read(codes);
            what = codes;
        }
        return new Terms(likelihood, divergence.sub(priorOf(scope, what)));
    }

    /** The same with noise that is a function of the row; j is the number of the draw, int64 of shape []. */
    Terms terms(ParameterScope scope, Tensor x, Tensor seen, Tensor j) {
        return terms(scope, seen, (i, logits) -> {
            StochasticLayer l = layers.get(i);
            Tensor u = RowNoise.of(x.flatten(1), 100 + i).uniform(j, l.width());
            return l.law().sample(logits, l.shaped(u));
        });
    }

    /** The importance-weighted bound {@code log (1/k) sum_j p(x, b_j) / q(b_j|x)}, [B], one draw at a time. */
    Tensor bound(ParameterScope scope, Tensor x, Tensor samples) {
        Tensor seen = observations.seen(scope, x);
        Tensor zero = x.graph().root().constant(HostTensor.scalar(0L));
        Tensor first = terms(scope, x, seen, zero).logWeight();
        Tensor sum = ControlFlow.scan(samples.sub(samples.scalar(1)), List.of(first), (i, state) -> {
                    Tensor next = terms(scope, x, seen, i.add(i.scalar(1))).logWeight();
                    return new ControlFlow.Step(List.of(logAddExp(state.get(0), next)), List.of());
                })
                .state()
                .get(0);
        return sum.sub(samples.cast(x.dtype()).log());
    }

    private static Tensor logAddExp(Tensor a, Tensor b) {
        return a.max(b).add(a.sub(b).abs().neg().softplus());
    }

    /**
     * What a single layer's bound and log p(x) are by enumeration of the codes, [B] each.
     *
     * @param states All codes, [S, width].
     */
    List<Tensor> enumerated(ParameterScope scope, Tensor x, HostTensor states) {
        StochasticLayer l = layers.get(0);
        Tensor seen = observations.seen(scope, x);
        Tensor logits = posterior(scope, 0, centred(seen));
        Tensor all = constant(x, states);
        Tensor start = logits.flatten(1).sum(1).mul(0);
        long n = states.shape()[0];
        return ControlFlow.loop(n, List.of(start, start.sub(1e30)), (i, state) -> {
            Tensor code = all.gather(0, i.unsqueeze(0));
            Tensor codes = l.shaped(code);
            Tensor logQ = l.law().logProbability(logits, codes);
            Tensor numbers = generator(scope, 0, codes);
            Tensor joint = observations
                    .likelihood()
                    .logProbability(numbers.add(start.unsqueeze(1)), seen)
                    .add(priorOf(scope, codes));
            return List.of(state.get(0).add(logQ.exp().mul(joint.sub(logQ))), logAddExp(state.get(1), joint));
        });
    }

    /** Codes of a layer from above, drawn from the prior, with the law's random numbers; rows as many as start has. */
    Tensor ancestral(ParameterScope scope, Tensor start, RandomStream random) {
        Tensor logits = prior(scope).add(layers.get(top()).shaped(start));
        for (int i = top(); ; i--) {
            Tensor codes = layers.get(i).law().sample(logits, random.child("layer" + i));
            if (i == 0) {
                return codes;
            }
            logits = generator(scope, i, codes);
        }
    }

    /**
     * The negative bound as a function of a layer's codes, without terms of lower layers: codes above are drawn with noise that does
     * not change from one evaluation to the next, or relaxed with it.
     *
     * @param what What is below the layer: the observation or codes.
     * @param logits The layer's logits.
     * @param noise The noise of the layers above.
     * @param context What baselines and control variates may read.
     */
    Loss loss(ParameterScope scope, int layer, Tensor what, Tensor logits, RandomStream noise, Tensor context) {
        return new LayerLoss(this, scope, layer, what, logits, noise, context);
    }

    private record LayerLoss(
            CodeHierarchy h,
            ParameterScope scope,
            int layer,
            Tensor what,
            Tensor logits,
            RandomStream noise,
            Tensor reads)
            implements Loss {
        @Override
        public Tensor of(Tensor sample) {
            return at(sample, false);
        }

        @Override
        public Tensor relaxed(Tensor point) {
            return at(point, true);
        }

        @Override
        public Loss held() {
            return new LayerLoss(h, scope, layer, what, logits.stopGradient(), noise, reads);
        }

        @Override
        public Optional<Tensor> context() {
            return Optional.of(reads);
        }

        private Tensor at(Tensor codes, boolean soft) {
            List<Tensor> terms = new ArrayList<>();
            Tensor own = codes;
            terms.add(h.layers.get(layer).law().logProbability(logits, own));
            terms.add(h.explained(scope, layer, what, own).neg());
            for (int i = layer + 1; i <= h.top(); i++) {
                StochasticLayer l = h.layers.get(i);
                Tensor next = h.posterior(scope, i, h.layers.get(i - 1).read(own));
                RandomStream random = noise.child("layer" + i);
                Tensor above = soft
                        ? l.law()
                                .soften(
                                        l.law()
                                                .relax(next, random, DiscreteLaw.Coupling.COUPLED)
                                                .z(),
                                        next.scalar(SOFTNESS))
                        : l.law().sample(next, random);
                terms.add(l.law().logProbability(next, above));
                terms.add(h.explained(scope, i, own, above).neg());
                own = above;
            }
            terms.add(h.priorOf(scope, own).neg());
            return Tensors.addAll(terms);
        }
    }
}
