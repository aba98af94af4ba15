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

import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.StepContext;
import io.github.tribuogen.neural.runtime.TrainingProgram;

/**
 * One step of maximum likelihood: minimise {@code -mean log p(x)} and the penalties that the flow asks for.
 *
 * @param flow The density.
 * @param optimiser Turns gradients into new parameters.
 * @param averaging Averages the weights; null for none.
 * @param inputs Where points come from.
 */
record FlowProgram(Flow flow, Optimiser optimiser, WeightAveraging averaging, FlowInputs inputs)
        implements TrainingProgram {
    static final String POINTS = "x";
    static final String STREAM = "points";
    static final String AVERAGING = "averaging";

    @Override
    public void step(StepContext s) {
        ParameterScope scope = ParameterScope.of(s.variables()).training(s.random("flow"));
        ParameterScope parameters = s.scope(Flow.SCOPE);
        Tensor column = s.batch(STREAM, POINTS).cast(s.variables().dtype());
        FlowInputs.Seen x = inputs.seen(inputs.points(column, inputs.noise(column, s.random("dequantisation"))));
        FlowContext context = x.context();
        Tensor nll = flow.logDensity(scope, x.point(), context).mean().neg();
        Tensor loss = nll;
        for (Tensor penalty : context.penalties().values()) {
            loss = loss.add(penalty);
        }
        s.minimise(loss, parameters, optimiser);
        if (averaging != null) {
            averaging.update(s.scope(AVERAGING), parameters);
        }
        // in the user's units
        s.metric("NLL", nll.sub(x.logDeterminant().mean()));
        context.penalties().forEach(s::metric);
        context.metrics().forEach(s::metric);
        context.failures().forEach(s::divergedIf);
    }
}
