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
package io.github.tribuogen.benchmark;

import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConvLayer;
import io.github.tribuogen.neural.nn.ConvNet;
import io.github.tribuogen.neural.nn.Losses;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tasks on this project's engine. */
final class Ours {
    private Ours() {}

    static Network network(TrainingTask t) {
        StandardActivation relu = new StandardActivation(StandardActivation.Function.RELU);
        if (t.convolutions() == 0) {
            return new Mlp(relu, t.hidden());
        }
        ConvLayer[] layers = new ConvLayer[t.convolutions()];
        Arrays.setAll(layers, i -> new ConvLayer(t.channels(), 3, 1));
        return new ConvNet(layers).withActivation(relu).withGlobalPooling().withHead(new Mlp(relu, t.hidden()));
    }

    static TrainingProgram program(TrainingTask t) {
        Network network = network(t);
        return s -> {
            ParameterScope scope = s.scope("network");
            Tensor out = network.apply(scope, s.batch("all", "x"), t.outputs());
            Tensor y = s.batch("all", "y");
            Tensor loss = t.regression()
                    ? Losses.squaredError(out, y).mean()
                    : Losses.crossEntropy(out, y).mean();
            s.minimise(loss, scope, new Adam(TrainingTask.RATE));
            s.metric("loss", loss);
        };
    }

    static TrainingData data(TrainingTask t) {
        long[] shape = new long[t.inputShape().length + 1];
        shape[0] = TrainingTask.EXAMPLES;
        System.arraycopy(t.inputShape(), 0, shape, 1, t.inputShape().length);
        HostTensor y = t.regression()
                ? HostTensor.of(t.targets(), TrainingTask.EXAMPLES, 1)
                : HostTensor.of(t.classes(), TrainingTask.EXAMPLES);
        return TrainingData.builder().column("x", HostTensor.of(t.inputs(), shape)).column("y", y).stream(
                        "all", t.batch())
                .build();
    }

    static Contender training(TrainingTask t, int threads) {
        return new LoopContender("ours", program(t), data(t), t.stepsPerCall(), Device.cpu(threads));
    }

    /**
     * The matrix products of a perceptron's step and nothing else, in a loop: forward, weight gradients, and the input
     * gradients of all layers but the first.
     */
    static Contender products(TrainingTask t, int threads) {
        int layers = t.hidden().length + 1;
        long[] widths = new long[layers + 1];
        widths[0] = t.inputSize();
        for (int i = 0; i < layers; i++) {
            widths[i + 1] = i < t.hidden().length ? t.hidden()[i] : t.outputs();
        }
        Graph g = new Graph();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        Map<String, HostTensor> values = new LinkedHashMap<>();
        Tensor data = input(g, inputs, values, "x", TrainingTask.EXAMPLES, widths[0]);
        List<Tensor> weights = new ArrayList<>();
        List<Tensor> state = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            weights.add(input(g, inputs, values, "w" + i, widths[i], widths[i + 1]));
            state.add(input(g, inputs, values, "g" + i, widths[i], widths[i + 1]));
        }
        Tensor rows = g.constant(HostTensor.of(t.rows(t.stepsPerCall(), 1), t.stepsPerCall(), t.batch()));
        List<Tensor> end = ControlFlow.loop(t.stepsPerCall(), state, (k, before) -> {
            // a new batch each time, for what does not depend on the iteration would be computed once
            List<Tensor> h = new ArrayList<>(List.of(data.gather(0, rows.gather(0, k))));
            weights.forEach(w -> h.add(h.get(h.size() - 1).matMul(w)));
            List<Tensor> gradients = new ArrayList<>(before);
            Tensor slope = h.get(layers);
            for (int i = layers - 1; i >= 0; i--) {
                gradients.set(i, h.get(i).matMul(slope, true, false));
                slope = i == 0 ? slope : slope.matMul(weights.get(i), false, true);
            }
            return gradients;
        });
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (int i = 0; i < end.size(); i++) {
            outputs.put("y" + i, end.get(i));
        }
        return new FunctionContender(
                "matrix products alone",
                new GraphFunction("products", inputs, outputs),
                values,
                t.stepsPerCall(),
                Device.cpu(threads));
    }

    private static Tensor input(
            Graph g, Map<String, Tensor> inputs, Map<String, HostTensor> values, String name, long... shape) {
        Tensor in = g.input(name, DType.FLOAT32, Shape.of(shape));
        inputs.put(name, in);
        values.put(name, HostTensor.filled(DType.FLOAT32, 0.01, shape));
        return in;
    }

    /** A compiled function that is run on the same arguments again and again. */
    private static final class FunctionContender implements Contender {
        private final String name;
        private final int units;
        private final Executable executable;
        private final Executable.Values arguments;
        private final double readySeconds;

        FunctionContender(
                String name, GraphFunction function, Map<String, HostTensor> arguments, int units, Device device) {
            this.name = name;
            this.units = units;
            long began = System.nanoTime();
            this.executable = Executable.compile(function, device);
            this.readySeconds = (System.nanoTime() - began) / 1e9;
            this.arguments = Executable.Values.of(arguments);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void call() {
            executable.run(arguments).close();
        }

        @Override
        public int unitsPerCall() {
            return units;
        }

        @Override
        public double readySeconds() {
            return readySeconds;
        }

        @Override
        public void close() {
            arguments.close();
            executable.close();
        }
    }
}
