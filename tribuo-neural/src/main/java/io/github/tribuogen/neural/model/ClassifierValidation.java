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
package io.github.tribuogen.neural.model;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Losses;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.runtime.Executable;
import io.github.tribuogen.neural.runtime.Validation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tribuo.classification.Label;

/** Mean cross-entropy and accuracy on held-out examples. */
public final class ClassifierValidation implements Validation {
    private final Executable executable;
    private final HostTensor x;
    private final HostTensor y;

    /**
     * A judge.
     *
     * @param network Maps inputs to logits; its parameters are in the scope {@value NeuralClassifierTrainer#NETWORK}.
     * @param x The held-out inputs, [n, layout's shape...].
     * @param y Their labels' ids, int64 [n].
     * @param prepared The prepared dataset.
     * @param settings Where to compute.
     */
    public ClassifierValidation(
            Network network, HostTensor x, HostTensor y, Prepared<Label> prepared, TrainingSettings settings) {
        this.x = x;
        this.y = y;
        Graph g = new Graph();
        Tensor inputs = g.input("x", DType.FLOAT32, Shape.of(x.shape()));
        Tensor labels = g.input("y", DType.INT64, Shape.of(y.shape()));
        Variables variables = Variables.declaring(g, DType.FLOAT32);
        Tensor logits = network.apply(
                ParameterScope.of(variables).child(NeuralClassifierTrainer.NETWORK),
                inputs,
                prepared.outputs().size());
        Map<String, Tensor> in = new LinkedHashMap<>(Map.of("x", inputs, "y", labels));
        variables.declared().forEach(v -> in.put(v.name(), g.inputs().get(v.name())));
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("validation-loss", Losses.crossEntropy(logits, labels).mean());
        out.put("validation-accuracy", Losses.accuracy(logits, labels));
        this.executable = Executable.compile(new GraphFunction("validation", in, out), settings.device());
    }

    @Override
    public Map<String, Double> evaluate(Map<String, HostTensor> variables) {
        Map<String, HostTensor> arguments = new LinkedHashMap<>(variables);
        arguments.put("x", x);
        arguments.put("y", y);
        Map<String, HostTensor> r = executable.run(arguments);
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("validation-loss", r.get("validation-loss").item());
        values.put("validation-accuracy", r.get("validation-accuracy").item());
        return values;
    }

    @Override
    public void close() {
        executable.close();
    }
}
