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
package io.github.tribuogen.flow;

import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.runtime.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The functions of a flow's model.
 *
 * @param flow The density.
 * @param inputs What the flow sees of rows.
 */
record FlowFunctions(Flow flow, FlowInputs inputs) {
    /** The argument of uniform numbers for dequantisation. */
    static final String NOISE = "noise";

    ModelFunctions build(Map<String, HostTensor> weights, Device device) {
        long d = inputs.prepared().columns();
        ModelFunctions.Builder functions = ModelFunctions.builder(weights)
                .rows(
                        NeuralModel.PREDICT,
                        d,
                        (scope, rows) ->
                                output(density(scope, inputs.seen(rows)).unsqueeze(1)))
                .rows(
                        FlowModel.SCORE,
                        d,
                        (scope, rows) -> output(
                                Gradients.grad(density(scope, inputs.seen(rows)).sum(), rows)))
                .rows(FlowModel.LATENT, d, (scope, rows) -> output(toBase(scope, rows)))
                .rows(FlowModel.SAMPLE, d, (scope, base) -> output(fromBase(scope, base)))
                .rows(FlowModel.PATH, d, (scope, base) -> output(Tensors.stack(1, path(scope, base))));
        if (inputs.noiseColumns() > 0) {
            functions.function(FlowModel.NOISY, body -> {
                Tensor rows = body.input(NeuralModel.INPUT, DType.FLOAT32, Shape.batched("batch", d));
                Tensor noise = body.input(NOISE, DType.FLOAT32, Shape.batched("batch", inputs.noiseColumns()));
                Prepared.Transformed x = inputs.prepared().transform(rows, noise);
                return output(density(body.scope(), inputs.seen(x))
                        .add(inputs.prepared().preprocessor().logCellVolume())
                        .unsqueeze(1));
            });
        }
        return functions.build(device);
    }

    /** log p, [batch], in the user's units. */
    Tensor density(ParameterScope scope, FlowInputs.Seen x) {
        return flow.logDensity(evaluation(scope), x.point(), x.context()).add(x.logDeterminant());
    }

    /** In evaluation mode, with random numbers that are the same in every call. */
    private ParameterScope evaluation(ParameterScope scope) {
        var graph = scope.variables().graph().root();
        Tensor seed = graph.constant(HostTensor.scalar(inputs.prepared().seed()));
        return scope.training(RandomStream.of(seed, graph.constant(HostTensor.scalar(0L))))
                .evaluation();
    }

    private ParameterScope map(ParameterScope scope) {
        return evaluation(scope).child(Flow.SCOPE);
    }

    private Bijection bijection() {
        return flow.bijection();
    }

    private static Map<String, Tensor> output(Tensor value) {
        return Map.of(NeuralModel.OUTPUT, value);
    }

    /** Base points in the places of what is modelled; the context stays. */
    private Tensor toBase(ParameterScope scope, Tensor rows) {
        FlowInputs.Seen x = inputs.seen(rows);
        Tensor z = bijection()
                .forward(map(scope), x.point(), x.context().withoutDeterminants())
                .point();
        return inputs.columns().replaced(rows, z.flatten(1));
    }

    private Tensor fromBase(ParameterScope scope, Tensor base) {
        FlowInputs.Base z = inputs.base(base);
        Tensor x = bijection()
                .inverse(map(scope), z.point(), z.context().withoutDeterminants())
                .point();
        return inputs.restore(z, x);
    }

    /** Rows in the user's units, from the base to the data. */
    private List<Tensor> path(ParameterScope scope, Tensor base) {
        List<Tensor> way = new ArrayList<>();
        FlowInputs.Base z = inputs.base(base);
        way.add(inputs.restore(z, z.point()));
        bijection()
                .path(map(scope), z.point(), z.context().withoutDeterminants(), FlowModel.STOPS)
                .forEach(point -> way.add(inputs.restore(z, point)));
        return way;
    }
}
