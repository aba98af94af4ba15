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
package io.github.tribuogen.ebm.stein;

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import io.github.tribuogen.neural.runtime.Executable;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingLoop;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains critics, each in one loop inside the graph, and evaluates them with the exact trace. What evaluates is compiled once
 * for all critics of a test.
 */
final class CriticFit implements AutoCloseable {
    private static final String SCOPE = "critic";
    private static final String POINTS = "x";
    private static final String SCORES = "score";
    private static final String STREAM = "training";

    private final Settings settings;
    private final int dimension;
    private final Executable judge;
    private final Executable parts; // null unless contributions of features are wanted

    /** How critics are trained. */
    record Settings(
            Critic critic,
            CriticObjective objective,
            Divergence trace,
            CheckpointCriterion criterion,
            Optimiser optimiser,
            int updates,
            int batch,
            int interval,
            Device device) {}

    /** A critic at points: u = A_q f, |f|^2, both [n]. */
    record Values(double[] u, double[] squaredNorm) {}

    CriticFit(Settings settings, int dimension, boolean withParts) {
        this.settings = settings;
        this.dimension = dimension;
        this.judge = compile(false);
        this.parts = withParts ? compile(true) : null;
    }

    /** u of points, and of each feature its part of u, which sum to it. */
    private Executable compile(boolean byFeature) {
        Graph g = new Graph();
        Shape shape = Shape.of(1, dimension).with(0, Dim.symbol("batch"));
        Tensor x = g.input(POINTS, DType.FLOAT32, shape);
        Tensor s = g.input(SCORES, DType.FLOAT32, shape);
        Variables variables = Variables.declaring(g, DType.FLOAT32);
        ParameterScope scope = ParameterScope.of(variables).child(SCOPE);
        Map<String, Tensor> results = new LinkedHashMap<>();
        Critic.Field f = settings.critic().at(scope, x);
        if (byFeature) {
            Tensor identity = x.graph().root().constant(identity());
            // one coordinate's slope at a time, so that the graph does not grow with their number; a loop must have a
            // state
            Tensor none = g.constant(HostTensor.scalar(0L));
            ControlFlow.Result slopes = ControlFlow.scan(dimension, List.of(none), (i, state) -> {
                Tensor unit = identity.gather(0, i).reshape(1, dimension);
                Tensor row = Gradients.vjp(f.value(), x, unit.expandLike(f.value()));
                return new ControlFlow.Step(state, List.of(row.mul(unit).sum(1)));
            });
            results.put("parts", s.mul(f.value()).add(slopes.kept().get(0).transpose(1, 0)));
        } else {
            Tensor trace = f.trace(new ExactDivergence(), x, null);
            results.put("u", SteinOperator.apply(s, f.value(), trace));
            results.put("norm", f.value().square().sum(1));
            results.put("field", f.value());
        }
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put(POINTS, x);
        inputs.put(SCORES, s);
        variables.declared().forEach(v -> inputs.put(v.name(), g.inputs().get(v.name())));
        return Executable.compile(new GraphFunction("critic", inputs, results), settings.device());
    }

    private HostTensor identity() {
        float[] one = new float[dimension * dimension];
        for (int i = 0; i < dimension; i++) {
            one[i * dimension + i] = 1;
        }
        return HostTensor.of(one, dimension, dimension);
    }

    /** Trains a critic; returns its parameters. */
    Map<String, HostTensor> train(ScoredSample training, ScoredSample validation, long seed) {
        TrainingData data =
                TrainingData.builder()
                        .column(POINTS, tensor(training.points()))
                        .column(SCORES, tensor(training.scores()))
                        .stream(
                                STREAM,
                                Math.min(settings.batch() == 0 ? training.size() : settings.batch(), training.size()))
                        .build();
        return TrainingLoop.builder(
                        s -> {
                            ParameterScope scope = ParameterScope.of(s.variables())
                                    .training(s.random("critic"))
                                    .child(SCOPE);
                            Tensor x = s.batch(STREAM, POINTS);
                            Critic.Field f = settings.critic().at(scope, x);
                            Tensor trace =
                                    f.trace(settings.trace(), x, scope.random().child("probes"));
                            Tensor u = SteinOperator.apply(s.batch(STREAM, SCORES), f.value(), trace);
                            Tensor loss = settings.objective()
                                    .loss(u, f.value().square().sum(1));
                            s.minimise(loss, s.scope(SCOPE), settings.optimiser());
                            s.metric("loss", loss);
                        },
                        data,
                        settings.updates())
                .device(settings.device())
                .stepsPerRun(settings.interval())
                .seed(seed)
                .validation(
                        variables -> Map.of(
                                "criterion",
                                -settings.criterion()
                                        .of(evaluate(variables, validation).u())),
                        new EarlyStopping(settings.interval(), 0, true))
                .train()
                .variables();
    }

    Values evaluate(Map<String, HostTensor> variables, ScoredSample sample) {
        Map<String, HostTensor> r = judge.run(arguments(variables, sample));
        return new Values(r.get("u").toDoubles(), r.get("norm").toDoubles());
    }

    /** The parts of u of each feature, [n, D]. */
    float[][] parts(Map<String, HostTensor> variables, ScoredSample sample) {
        return rows(parts.run(arguments(variables, sample)).get("parts"));
    }

    /** The critic itself, [n, D]. */
    float[][] field(Map<String, HostTensor> variables, ScoredSample sample) {
        return rows(judge.run(arguments(variables, sample)).get("field"));
    }

    private float[][] rows(HostTensor values) {
        float[] flat = values.toFloats();
        float[][] rows = new float[flat.length / dimension][dimension];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(flat, i * dimension, rows[i], 0, dimension);
        }
        return rows;
    }

    private Map<String, HostTensor> arguments(Map<String, HostTensor> variables, ScoredSample sample) {
        Map<String, HostTensor> arguments = new HashMap<>(variables);
        arguments.put(POINTS, tensor(sample.points()));
        arguments.put(SCORES, tensor(sample.scores()));
        return arguments;
    }

    private HostTensor tensor(float[][] rows) {
        float[] flat = new float[rows.length * dimension];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * dimension, dimension);
        }
        return HostTensor.of(flat, rows.length, dimension);
    }

    @Override
    public void close() {
        judge.close();
        if (parts != null) {
            parts.close();
        }
    }
}
