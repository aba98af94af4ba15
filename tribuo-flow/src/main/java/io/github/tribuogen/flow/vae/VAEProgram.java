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

import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.StepContext;
import io.github.tribuogen.neural.runtime.TrainingProgram;

/**
 * One step: minimise the mean of {@code -log p(x|z) + b (log q(z|x) - log p(z))} and the penalties that the posterior asks for, with
 * the weight {@code b = min(step / warm-up, 1)}.
 *
 * @param vae The autoencoder.
 * @param optimiser Turns gradients into new parameters.
 * @param averaging Averages the weights; null for none.
 * @param warmUpSteps The step from which b is 1; 0 for always.
 * @param logVolume The log-determinant of the preprocessing where it counts, so that the metrics are in the user's units.
 */
record VAEProgram(Autoencoder vae, Optimiser optimiser, WeightAveraging averaging, long warmUpSteps, double logVolume)
        implements TrainingProgram {
    static final String POINTS = "x";
    static final String STREAM = "points";
    static final String SCOPE = "vae";
    static final String AVERAGING = "averaging";

    @Override
    public void step(StepContext s) {
        ParameterScope scope =
                ParameterScope.of(s.variables()).training(s.random("vae")).child(SCOPE);
        ParameterScope parameters = s.scope(SCOPE);
        Tensor x = s.batch(STREAM, POINTS).cast(s.variables().dtype());
        Tensor seen = vae.seen(scope, x);
        Autoencoder.Code code = vae.encode(scope, seen);
        Tensor noise = scope.random().child("noise").normalLike(code.mean());
        Autoencoder.Terms terms = vae.terms(scope, code, seen, noise);
        Tensor reconstruction = terms.logLikelihood().mean().neg();
        Tensor divergence = terms.divergence().mean();
        Tensor weight = warmUpSteps == 0
                ? divergence.scalar(1)
                : s.iteration().cast(x.dtype()).div(warmUpSteps).clip(0, 1);
        Tensor loss = reconstruction.add(divergence.mul(weight));
        for (Tensor penalty : terms.context().penalties().values()) {
            loss = loss.add(penalty);
        }
        s.minimise(loss, parameters, optimiser);
        if (averaging != null) {
            averaging.update(s.scope(AVERAGING), parameters);
        }
        s.metric("negative ELBO", reconstruction.add(divergence).sub(logVolume));
        s.metric("reconstruction", reconstruction.sub(logVolume));
        s.metric("KL", divergence);
        if (warmUpSteps > 0) {
            s.metric("KL weight", weight);
        }
        terms.context().penalties().forEach(s::metric);
        terms.context().metrics().forEach(s::metric);
        terms.context().failures().forEach(s::divergedIf);
    }
}
