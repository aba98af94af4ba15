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
package io.github.tribuogen.flow.vae;

import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.latent.Binarisation;
import io.github.tribuogen.neural.latent.Likelihood;
import io.github.tribuogen.neural.latent.Normal;
import io.github.tribuogen.neural.latent.ObservationModel;
import io.github.tribuogen.neural.latent.RowNoise;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.List;

/**
 * The graph of a variational autoencoder: {@code log p(x) >= E_q [log p(x|z) + log p(z) - log q(z|x)]} with p(z) = N(0, I).
 *
 * @param encoder Maps observations to features.
 * @param decoder Maps codes to the numbers of the likelihood.
 * @param posterior q(z|x).
 * @param likelihood p(x|z).
 * @param binarisation What happens to observations first.
 * @param sizes Of codes, features and variances.
 */
record Autoencoder(
        Network encoder,
        Network decoder,
        Posterior posterior,
        Likelihood likelihood,
        Binarisation binarisation,
        Sizes sizes) {
    private static final long POSTERIOR_NOISE = 1;

    /**
     * Sizes.
     *
     * @param latent Of codes.
     * @param features Of the encoder's result.
     * @param minVariance The least variance of z0.
     * @param maxVariance The largest.
     */
    record Sizes(int latent, int features, double minVariance, double maxVariance) {}

    /** What the encoder says: features h [B, F], and the law of z0, [B, D] each. */
    record Code(Tensor features, Tensor mean, Tensor logVariance) {}

    /** The parts of the bound for one draw, [B] each, and what the pass told. */
    record Terms(Tensor logLikelihood, Tensor logPrior, Tensor logPosterior, FlowContext context) {
        /** An unbiased estimate of the divergence of q(z|x) from p(z), [B]. */
        Tensor divergence() {
            return logPosterior.sub(logPrior);
        }

        /** log p(x, z) - log q(z|x), [B]. */
        Tensor logWeight() {
            return logLikelihood.sub(divergence());
        }
    }

    /** Observations as the networks see them: binarised if that is asked for. */
    Tensor seen(ParameterScope scope, Tensor x) {
        return new ObservationModel(likelihood, binarisation).seen(scope, x);
    }

    /** Encodes observations that are {@link #seen}. */
    Code encode(ParameterScope scope, Tensor seen) {
        Tensor h = encoder.apply(scope.child("encoder"), seen, sizes.features());
        Tensor mean = Linear.to(sizes.latent()).apply(scope.child("mean"), h);
        Tensor variance = Linear.to(sizes.latent())
                .apply(scope.child("variance"), h)
                .softplus()
                .clip(sizes.minVariance(), sizes.maxVariance());
        return new Code(h, mean, variance.log());
    }

    /** The numbers of the likelihood, [B, p D], of codes. */
    Tensor decode(ParameterScope scope, Tensor z, long columns) {
        return decoder.apply(scope.child("decoder"), z, columns * likelihood.parameters());
    }

    /** Draws a code for each observation. */
    Posterior.Draw draw(ParameterScope scope, Code code, Tensor noise, FlowContext context) {
        return posterior.draw(scope.child("posterior"), code.mean(), code.logVariance(), noise, context);
    }

    /** The bound's parts for one draw. */
    Terms terms(ParameterScope scope, Code code, Tensor seen, Tensor noise) {
        FlowContext context = FlowContext.given(code.features());
        Posterior.Draw draw = draw(scope, code, noise, context);
        long columns = seen.flatten(1).shape().size(1);
        Tensor logLikelihood = likelihood.logProbability(decode(scope, draw.point(), columns), seen);
        return new Terms(logLikelihood, Normal.standard(draw.point()), draw.logDensity(), context);
    }

    /** The noise of draw number j of a row outside training. */
    private Tensor noise(Tensor x, Tensor j) {
        return RowNoise.of(x.flatten(1), POSTERIOR_NOISE).normal(j, sizes.latent());
    }

    /** The bound's parts outside training, with noise that is a function of the row. */
    Terms terms(ParameterScope scope, Tensor x) {
        Tensor seen = seen(scope, x);
        return terms(scope, encode(scope, seen), seen, noise(x, x.graph().root().constant(HostTensor.scalar(0L))));
    }

    /**
     * The importance-weighted bound {@code log (1/k) sum_j p(x, z_j) / q(z_j|x)}, [B], one draw at a time; with one draw an
     * estimate of the ELBO (Burda, Grosse and Salakhutdinov, "Importance Weighted Autoencoders", 2016).
     *
     * @param x Observations, [B, ...].
     * @param samples k, int64 of shape [].
     */
    Tensor bound(ParameterScope scope, Tensor x, Tensor samples) {
        Tensor seen = seen(scope, x);
        Code code = encode(scope, seen);
        Tensor first = terms(scope, code, seen, noise(x, x.graph().root().constant(HostTensor.scalar(0L))))
                .logWeight();
        Tensor sum = ControlFlow.scan(samples.sub(samples.scalar(1)), List.of(first), (i, state) -> {
                    Tensor so = state.get(0);
                    Tensor next = terms(scope, code, seen, noise(x, i.add(i.scalar(1))))
                            .logWeight();
                    Tensor both = so.max(next).add(so.sub(next).abs().neg().softplus());
                    return new ControlFlow.Step(List.of(both), List.of());
                })
                .state()
                .get(0);
        return sum.sub(samples.cast(x.dtype()).log());
    }

    /** The image of the mean of z0, [B, D]. */
    Tensor centre(ParameterScope scope, Tensor x) {
        Code code = encode(scope, seen(scope, x));
        FlowContext context = FlowContext.given(code.features()).withoutDeterminants();
        return draw(scope, code, code.mean().zerosLike(), context).point();
    }
}
