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
package io.github.tribuogen.video.vae;

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.StepContext;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import io.github.tribuogen.video.prior.LatentBlock;

/**
 * One step: make {@code (-log p(x|z) + w KL) / T} small on average, plus the penalty on leakage if there is one; w grows to its value
 * over the warm-up.
 *
 * @param vae The autoencoder.
 * @param optimiser Turns gradients into new parameters.
 * @param klWeight w.
 * @param warmUpSteps The step from which w is whole; 0 for always.
 * @param leakage What keeps the block "pose" from saying what the block "identity" says; null for nothing.
 * @param leakageFrom The step from which it does so, growing to its weight by twice that step; 0 for always whole.
 * @param logVolume The log-determinant of the preprocessing where it counts, so that the metrics are in the user's units.
 */
record VideoVAEProgram(
        FrameAutoencoder vae,
        Optimiser optimiser,
        double klWeight,
        long warmUpSteps,
        LeakagePenalty leakage,
        long leakageFrom,
        double logVolume)
        implements TrainingProgram {
    static final String CLIPS = "x";
    static final String STREAM = "clips";
    static final String SCOPE = "vae";

    @Override
    public void step(StepContext s) {
        ParameterScope scope = s.scope(SCOPE);
        Tensor x = s.batch(STREAM, CLIPS).cast(s.variables().dtype());
        FrameAutoencoder.Code code = vae.encode(scope, x);
        Tensor noise = s.random("codes").normalLike(code.mean());
        FrameAutoencoder.Terms terms = vae.terms(scope, x, code, noise);
        Tensor reconstruction = terms.logLikelihood().mean().neg();
        Tensor divergence = terms.divergence().mean();
        Tensor weight = warmUpSteps == 0
                ? divergence.scalar(klWeight)
                : s.iteration().cast(x.dtype()).div(warmUpSteps).clip(0, 1).mul(klWeight);
        Tensor loss =
                reconstruction.add(divergence.mul(weight)).div(vae.geometry().frames());
        if (leakage != null) {
            Tensor penalty = leakage.of(block(code.mean(), LatentBlock.IDENTITY), block(code.mean(), LatentBlock.POSE));
            Tensor share = leakageFrom == 0
                    ? penalty.scalar(1)
                    : s.iteration()
                            .sub(leakageFrom(s))
                            .cast(x.dtype())
                            .div(leakageFrom)
                            .clip(0, 1);
            loss = loss.add(penalty.mul(share));
            s.metric("leakage penalty", penalty);
        }
        s.minimise(loss, scope, optimiser);
        s.metric("negative ELBO", reconstruction.add(divergence).sub(logVolume));
        s.metric("reconstruction", reconstruction.sub(logVolume));
        for (int i = 0; i < vae.blocks().size(); i++) {
            s.metric(
                    "KL " + vae.blocks().get(i).name(),
                    terms.divergences().get(i).sum(1).mean());
        }
    }

    private Tensor leakageFrom(StepContext s) {
        return s.iteration().graph().root().constant(HostTensor.scalar(leakageFrom));
    }

    private Tensor block(Tensor codes, String name) {
        for (int i = 0; i < vae.blocks().size(); i++) {
            if (vae.blocks().get(i).name().equals(name)) {
                return vae.part(codes, i);
            }
        }
        throw new IllegalStateException("No block '" + name + "'");
    }
}
