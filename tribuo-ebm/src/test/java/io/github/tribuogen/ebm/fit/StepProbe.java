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

import io.github.tribuogen.ebm.energy.Energy;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Sgd;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import io.github.tribuogen.neural.runtime.StepCompiler;
import io.github.tribuogen.neural.runtime.TrainingData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One step of an objective in double precision: its loss, and the gradient by the density's parameters. */
final class StepProbe implements AutoCloseable {
    private final Executable step;
    private final Map<String, HostTensor> arguments = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();

    /**
     * Compiles a step.
     *
     * @param points The data [N, D], all of them in each of the objective's batches.
     */
    StepProbe(Energy energy, FitObjective objective, HostTensor points) {
        int n = Math.toIntExact(points.shape()[0]);
        Energy.Fitted density = energy.fit(points);
        FitObjective.Fitted fitted = objective.fit(points);
        TrainingData data = TrainingData.builder().column("x", points).stream("all", n * objective.batches())
                .build();
        StepCompiler compiler = new StepCompiler(
                s -> {
                    Tensor x = s.batch("all", "x").cast(s.variables().dtype());
                    FitStep step = new FitStep(s, density, x, objective.batches(), new Sgd(1e-300));
                    Tensor loss = fitted.loss(step);
                    Map<String, Tensor> parameters = step.parameters().parameters();
                    List<Tensor> by = new ArrayList<>(parameters.values());
                    List<Tensor> gradients = Gradients.grad(loss, by);
                    ParameterScope out = s.scope("probe");
                    out.variable("loss", 0);
                    out.assign("loss", loss);
                    int i = 0;
                    for (String name : parameters.keySet()) {
                        out.variable(name, 0, by.get(i).shape().sizes());
                        out.assign(name, gradients.get(i++));
                    }
                    s.metric("some", loss);
                },
                data,
                DType.FLOAT64);
        compiler.variables().forEach(v -> arguments.put(v.name(), v.initialise(7)));
        arguments.keySet().stream().filter(v -> v.startsWith(FitStep.ENERGY)).forEach(names::add);
        arguments.putAll(data.batch(7, 0));
        arguments.put("seed", HostTensor.scalar(7L));
        arguments.put("iteration", HostTensor.scalar(0L));
        arguments.put("rateScale", HostTensor.scalar(DType.FLOAT64, 1));
        step = Executable.compile(compiler.step(), Device.cpu(1));
    }

    StepProbe set(String variable, double... value) {
        HostTensor before = arguments.get(variable);
        if (before == null) {
            throw new IllegalArgumentException("No variable '" + variable + "', expected one of " + arguments.keySet());
        }
        arguments.put(variable, HostTensor.of(value, before.shape()));
        return this;
    }

    double[] get(String variable) {
        return arguments.get(variable).toDoubles();
    }

    /** The parameters of the density. */
    List<String> parameters() {
        return names;
    }

    double loss() {
        return result("loss")[0];
    }

    double[] gradient(String parameter) {
        return result(parameter);
    }

    private double[] result(String name) {
        return step.run(arguments).get(StepCompiler.NEXT + "probe/" + name).toDoubles();
    }

    @Override
    public void close() {
        step.close();
    }
}
