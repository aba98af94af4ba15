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
package io.github.tribuogen.ebm.vera;

import io.github.tribuogen.ebm.energy.UnnormalisedDensity;
import io.github.tribuogen.ebm.sampler.MalaSampler;
import io.github.tribuogen.ebm.sampler.Sampler;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The functions of a generator in a model.
 *
 * @param sampler The generator.
 * @param density Maps the scope of the whole model and points [B, ...] to f, [B].
 * @param prepared The prepared dataset.
 */
record SamplerFunctions(
        AmortisedSampler sampler, BiFunction<ParameterScope, Tensor, Tensor> density, Prepared<?> prepared) {
    /** Latent vectors to the rows of their means. */
    static final String MEANS = "generatorMeans";

    /** Latent vectors and a seed to rows with noise. */
    static final String SAMPLE = "sample";

    /** Latent vectors and noise to both after a chain, and to their rows. */
    static final String REFINE = "refineSamples";

    static final String LATENT = "latent";
    static final String NOISE = "noise";
    static final String SEED = "seed";
    static final String STEPS = "steps";
    static final String STEP_SIZE = "stepSize";
    static final String TEMPERATURE = "temperature";
    static final String PRIOR = "prior";
    static final String ACCEPTANCE = MalaSampler.ACCEPTANCE;
    static final String END = "end:";

    private LatentLaw law(ParameterScope scope) {
        long[] shape = prepared.shape(1);
        long[] example = java.util.Arrays.copyOfRange(shape, 1, shape.length);
        return sampler.law(scope.child(VERAProgram.GENERATOR), example);
    }

    private Tensor latent(ModelFunctions.Builder.Body body) {
        return body.input(LATENT, DType.FLOAT32, Shape.batched("batch", sampler.latentSize()));
    }

    ModelFunctions.Builder addTo(ModelFunctions.Builder builder) {
        return builder.function(
                        MEANS,
                        body -> Map.of(
                                NeuralModel.OUTPUT, rows(law(body.scope()).mean(latent(body)))))
                .function(SAMPLE, body -> {
                    LatentLaw law = law(body.scope());
                    Tensor mean = law.mean(latent(body));
                    Tensor seed = body.input(SEED, DType.INT64, Shape.SCALAR);
                    Tensor noise = RandomStream.of(seed, seed.zerosLike()).normalLike(mean);
                    return Map.of(NeuralModel.OUTPUT, rows(mean.add(noise.mul(law.scale()))));
                })
                .function(REFINE, this::refine);
    }

    private Tensor rows(Tensor flat) {
        return prepared.restore(prepared.toLayout(flat));
    }

    /**
     * Chains on latent vectors and noise together, in units of the square root of the step so that its size is an argument. The
     * target is {@code exp(f(g(z) + s e) / temperature)}, times the prior of z and e if that is wanted.
     */
    private Map<String, Tensor> refine(ModelFunctions.Builder.Body body) {
        int d = sampler.latentSize();
        int columns = prepared.columns();
        Tensor z = latent(body);
        Tensor e = body.input(NOISE, DType.FLOAT32, Shape.batched("batch", columns));
        Tensor size = body.input(STEP_SIZE, DType.FLOAT32, Shape.SCALAR).sqrt();
        Tensor temperature = body.input(TEMPERATURE, DType.FLOAT32, Shape.SCALAR);
        Tensor prior = body.input(PRIOR, DType.FLOAT32, Shape.SCALAR);
        Tensor seed = body.input(SEED, DType.INT64, Shape.SCALAR);
        Tensor steps = body.input(STEPS, DType.INT64, Shape.SCALAR);
        LatentLaw law = law(body.scope());
        UnnormalisedDensity target = u -> {
            Tensor both = u.mul(size);
            Tensor f = density.apply(body.scope(), prepared.toLayout(point(law, both, d, columns)));
            return f.div(temperature).sub(both.square().sum(1).mul(prior.mul(0.5)));
        };
        Sampler.Chain chain = new MalaSampler(1, 1)
                .run(target, Tensors.concat(1, z, e).div(size), RandomStream.of(seed, seed.zerosLike()), steps);
        Tensor end = chain.end().mul(size);
        return Map.of(
                END + LATENT,
                end.slice(1, 0, d),
                END + NOISE,
                end.slice(1, d, d + columns),
                NeuralModel.OUTPUT,
                rows(point(law, end, d, columns)),
                ACCEPTANCE,
                chain.diagnostics().get(MalaSampler.ACCEPTANCE));
    }

    private static Tensor point(LatentLaw law, Tensor both, int d, int columns) {
        return law.mean(both.slice(1, 0, d)).add(both.slice(1, d, d + columns).mul(law.scale()));
    }
}
