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
package io.github.tribuogen.ebm.fit;

import io.github.tribuogen.ebm.energy.DataMoments;
import io.github.tribuogen.ebm.energy.Energy;
import io.github.tribuogen.ebm.energy.UnnormalisedDensity;
import io.github.tribuogen.ebm.sampler.Sampler;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.runtime.Device;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The functions of a fitted density's model.
 *
 * @param energy The density.
 * @param sampler The chains that draw from it.
 * @param inputs What it sees of rows.
 * @param moments The moments of the data that it sees.
 */
record FitFunctions(Energy.Fitted energy, Sampler sampler, FitInputs inputs, DataMoments moments) {
    /** Standard normal rows, a seed and a number of steps to rows at the ends of chains, and how they fared. */
    static final String CHAIN = "chain";

    /** A seed and as many rows to independent rows of the density. */
    static final String DIRECT = "direct";

    static final String SEED = "seed";
    static final String STEPS = "steps";
    static final String DIAGNOSTIC = "diagnostic:";

    /** How far chains got, in deviations of the data. */
    static final String FARTHEST = "farthest";

    ModelFunctions build(Map<String, HostTensor> weights, Device device) {
        long d = inputs.prepared().columns();
        ModelFunctions.Builder functions = ModelFunctions.builder(weights)
                .rows(
                        NeuralModel.PREDICT,
                        d,
                        (scope, rows) ->
                                Map.of(NeuralModel.OUTPUT, density(scope, rows).unsqueeze(1)))
                .rows(
                        FittedDensityModel.SCORE,
                        d,
                        (scope, rows) -> Map.of(
                                NeuralModel.OUTPUT,
                                Gradients.grad(density(scope, rows).sum(), rows)))
                .function(CHAIN, this::chain);
        if (canSample()) {
            functions.function(DIRECT, body -> {
                Tensor rows = body.input(NeuralModel.INPUT, DType.FLOAT32, Shape.batched("batch", d));
                RandomStream random = random(body);
                Tensor x = energy.sample(
                                parameters(body.scope()),
                                random,
                                inputs.prepared().toLayout(rows))
                        .orElseThrow();
                return Map.of(NeuralModel.OUTPUT, inputs.prepared().restore(x));
            });
        }
        return functions.build(device);
    }

    private static ParameterScope parameters(ParameterScope scope) {
        return scope.child(FitStep.ENERGY);
    }

    private static RandomStream random(ModelFunctions.Builder.Body body) {
        Tensor seed = body.input(SEED, DType.INT64, Shape.SCALAR);
        return RandomStream.of(seed, seed.zerosLike());
    }

    /** Tries on an empty graph what the energy can do. */
    private boolean canSample() {
        Graph g = new Graph();
        ParameterScope scope = parameters(ParameterScope.of(Variables.declaring(g, DType.FLOAT32)));
        Tensor seed = g.input(SEED, DType.INT64, Shape.SCALAR);
        Tensor rows = g.input(
                NeuralModel.INPUT,
                DType.FLOAT32,
                Shape.batched("batch", inputs.prepared().columns()));
        return energy.sample(
                        scope,
                        RandomStream.of(seed, seed.zerosLike()),
                        inputs.prepared().toLayout(rows))
                .isPresent();
    }

    /** Does the energy know log Z? */
    boolean isNormalised() {
        Graph g = new Graph();
        ParameterScope scope = parameters(ParameterScope.of(Variables.declaring(g, DType.FLOAT32)));
        Tensor rows = g.input(
                NeuralModel.INPUT,
                DType.FLOAT32,
                Shape.batched("batch", inputs.prepared().columns()));
        return energy.logNormaliser(scope, inputs.prepared().toLayout(rows)).isPresent();
    }

    /** log p, [batch], in the user's units; up to a constant where log Z is unknown. */
    Tensor density(ParameterScope scope, Tensor rows) {
        Prepared.Transformed x = inputs.ofRows(rows);
        return normalised(scope, x.point()).add(x.logDeterminant());
    }

    /** log p of points as the density sees them, [batch]. */
    Tensor normalised(ParameterScope scope, Tensor x) {
        Tensor s = energy.logDensity(parameters(scope), x);
        return energy.logNormaliser(parameters(scope), x).map(s::sub).orElse(s);
    }

    /** The score of points as the density sees them. */
    Tensor score(ParameterScope scope, Tensor x) {
        return energy.density(parameters(scope)).score(x);
    }

    /**
     * Chains run in coordinates that the data's means and deviations standardise, so that a step means the same for all of
     * them, and start at the standard normal law there.
     */
    private Map<String, Tensor> chain(ModelFunctions.Builder.Body body) {
        Prepared<?> prepared = inputs.prepared();
        int d = prepared.columns();
        Tensor start = body.input(NeuralModel.INPUT, DType.FLOAT32, Shape.batched("batch", d));
        RandomStream random = random(body);
        Tensor steps = body.input(STEPS, DType.INT64, Shape.SCALAR);
        Tensor mean = constant(start, moments.mean());
        Tensor deviation = constant(start, moments.deviation());
        ParameterScope scope = parameters(body.scope());
        UnnormalisedDensity standardised =
                z -> energy.logDensity(scope, prepared.toLayout(z.mul(deviation).add(mean)));
        Sampler.Chain chain = sampler.run(standardised, start, random, steps);
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put(
                NeuralModel.OUTPUT,
                prepared.restore(prepared.toLayout(chain.end().mul(deviation).add(mean))));
        out.put(FARTHEST, chain.end().abs().reduceMax());
        chain.diagnostics().forEach((name, value) -> out.put(DIAGNOSTIC + name, value));
        return out;
    }

    private static Tensor constant(Tensor like, double[] values) {
        float[] v = new float[values.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) values[i];
        }
        return like.graph().root().constant(HostTensor.of(v, v.length));
    }
}
