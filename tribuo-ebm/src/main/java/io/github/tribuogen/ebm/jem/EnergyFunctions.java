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
package io.github.tribuogen.ebm.jem;

import io.github.tribuogen.ebm.energy.JointEnergy;
import io.github.tribuogen.ebm.energy.UnnormalisedDensity;
import io.github.tribuogen.ebm.sampler.ChainMemory;
import io.github.tribuogen.ebm.sampler.Sampler;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.WeightAveraging;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The functions of an energy-based model as graphs. Rows are in the user's units, points in those of the network, both
 * flat: [batch, columns].
 *
 * @param network f.
 * @param outputs K.
 * @param sampler The chains.
 * @param memory Where they start.
 * @param prepared The prepared dataset.
 */
record EnergyFunctions(Network network, int outputs, Sampler sampler, ChainMemory.Fitted memory, Prepared<?> prepared) {
    /** Rows to LSE(f(x)). */
    static final String LOG_DENSITY = "logDensity";

    /** Rows to the gradient of LSE(f(x)) by them. */
    static final String SCORE = "score";

    /** Rows and what stands in for the gradient by the logits to the gradient by the rows. */
    static final String LOGIT_GRADIENT = "logitGradient";

    /** Rows to rows after chains on p(x), and to their logits. */
    static final String REFINE = "refine";

    /** Points to points after chains on p(x), and to their rows. */
    static final String CHAIN = "chain";

    /** Points and classes to points after chains on p(x|y), and to their rows. */
    static final String CLASS_CHAIN = "classChain";

    /** Classes to {@value #FRESH_BATCH} fresh starts. */
    static final String FRESH = "freshStarts";

    /** To the points that training remembers, their rows, and their logits. */
    static final String BUFFER = "buffer";

    static final String SEED = "seed";
    static final String STEPS = "steps";
    static final String NOISE = "noise";
    static final String CLASSES = "classes";
    static final String POINTS = "points";
    static final String ROWS = "rows";
    static final String LOGITS = "logits";
    static final String COTANGENT = "cotangent";
    static final int FRESH_BATCH = 256;

    /** The variables with averaged weights in the place of the last ones, where training kept an average. */
    static Map<String, HostTensor> averaged(Map<String, HostTensor> variables) {
        Map<String, HostTensor> m = new LinkedHashMap<>(variables);
        m.replaceAll((name, value) ->
                variables.getOrDefault(JEMProgram.AVERAGING + "/" + WeightAveraging.variableOf(name), value));
        return m;
    }

    Tensor logits(ParameterScope scope, Tensor x) {
        return network.apply(scope.child(JEMProgram.NETWORK), x, outputs);
    }

    private JointEnergy energy(ParameterScope scope) {
        return new JointEnergy(x -> logits(scope, x));
    }

    /** Adds all functions; those of the memory only if training had one. */
    ModelFunctions.Builder addTo(ModelFunctions.Builder builder, Map<String, HostTensor> variables) {
        int d = prepared.columns();
        builder.rows(
                        LOG_DENSITY,
                        d,
                        (scope, rows) ->
                                Map.of(NeuralModel.OUTPUT, density(scope).logDensity(rows)))
                .rows(
                        SCORE,
                        d,
                        (scope, rows) ->
                                Map.of(NeuralModel.OUTPUT, density(scope).score(rows)))
                .function(LOGIT_GRADIENT, body -> {
                    Tensor rows = body.input(NeuralModel.INPUT, DType.FLOAT32, Shape.batched("batch", d));
                    Tensor v = body.input(COTANGENT, DType.FLOAT32, Shape.batched("batch", outputs));
                    Tensor f = logits(body.scope(), prepared.preprocess(rows));
                    return Map.of(NeuralModel.OUTPUT, Gradients.vjp(f, rows, v));
                })
                .function(REFINE, this::refine)
                .function(
                        CHAIN,
                        body -> chain(body, points(body), energy(body.scope()).marginal()))
                .function(CLASS_CHAIN, body -> {
                    Tensor points = points(body);
                    Tensor classes = body.input(CLASSES, DType.INT64, Shape.batched("batch"));
                    return chain(body, points, energy(body.scope()).conditional(classes));
                });
        boolean sampled = variables.keySet().stream().anyMatch(v -> v.startsWith(JEMProgram.CHAINS + "/"));
        if (sampled || !memory.remembers()) {
            builder.function(FRESH, body -> {
                Tensor seed = body.input(SEED, DType.INT64, Shape.SCALAR);
                Tensor classes = body.input(CLASSES, DType.INT64, Shape.of(FRESH_BATCH));
                RandomStream random = RandomStream.of(seed, seed.zerosLike());
                Tensor x = memory.fresh(chains(body.scope()), random, classes);
                return Map.of(POINTS, x.flatten(1));
            });
        }
        if (sampled && memory.remembers()) {
            builder.function(BUFFER, body -> {
                Tensor x = memory.remembered(chains(body.scope()));
                // a computed value, since a function's result may not be one of its weights
                Tensor flat = x.flatten(1);
                return Map.of(POINTS, flat.max(flat), ROWS, prepared.restore(x), LOGITS, logits(body.scope(), x));
            });
        }
        return builder;
    }

    private static ParameterScope chains(ParameterScope scope) {
        return scope.child(JEMProgram.CHAINS);
    }

    /** LSE(f(x)) of rows in the user's units. */
    private UnnormalisedDensity density(ParameterScope scope) {
        return rows -> energy(scope).marginal().logDensity(prepared.preprocess(rows));
    }

    private Tensor points(ModelFunctions.Builder.Body body) {
        return body.input(POINTS, DType.FLOAT32, Shape.batched("batch", prepared.columns()));
    }

    private Map<String, Tensor> chain(ModelFunctions.Builder.Body body, Tensor points, UnnormalisedDensity target) {
        Tensor seed = body.input(SEED, DType.INT64, Shape.SCALAR);
        Tensor steps = body.input(STEPS, DType.INT64, Shape.SCALAR);
        RandomStream random = RandomStream.of(seed, seed.zerosLike());
        Tensor end =
                sampler.run(target, prepared.toLayout(points), random, steps).end();
        return Map.of("end", end.flatten(1), ROWS, prepared.restore(end));
    }

    private Map<String, Tensor> refine(ModelFunctions.Builder.Body body) {
        Tensor rows = body.input(NeuralModel.INPUT, DType.FLOAT32, Shape.batched("batch", prepared.columns()));
        Tensor noise = body.input(NOISE, DType.FLOAT32, Shape.SCALAR);
        Tensor seed = body.input(SEED, DType.INT64, Shape.SCALAR);
        Tensor steps = body.input(STEPS, DType.INT64, Shape.SCALAR);
        RandomStream random = RandomStream.of(seed, seed.zerosLike());
        Tensor x = prepared.preprocess(rows);
        Tensor noisy = x.add(random.child("input").normalLike(x).mul(noise));
        Tensor end = sampler.run(energy(body.scope()).marginal(), noisy, random.child("chains"), steps)
                .end();
        return Map.of(ROWS, prepared.restore(end), LOGITS, logits(body.scope(), end));
    }
}
