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
package io.github.tribuogen.gradest.vae;

import io.github.tribuogen.gradest.estimator.Estimate;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.StepContext;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * One step: each layer's estimator gives the gradient of the negative bound by the layer's logits, which is carried on to its encoder;
 * decoders and prior get the gradient of the bound itself; control variates and baselines are trained on the same draws.
 *
 * @param codes The autoencoder.
 * @param optimiser Turns the model's gradients into new parameters.
 * @param controlOptimiser The same for control variates and baselines.
 */
record DiscreteVAEProgram(CodeHierarchy codes, Optimiser optimiser, Optimiser controlOptimiser)
        implements TrainingProgram {
    static final String POINTS = "x";
    static final String STREAM = "points";
    static final String SCOPE = "vae";
    static final String CONTROL = "control";

    @Override
    public void step(StepContext s) {
        ParameterScope scope = s.scope(SCOPE);
        Tensor x = s.batch(STREAM, POINTS).cast(s.variables().dtype());
        Pass pass = pass(scope, i -> s.scope(CONTROL + i), s.random("above"), x);
        s.minimise(pass.objective(), scope, optimiser);
        pass.tunings().forEach((i, t) -> s.minimise(t, s.scope(CONTROL + i), controlOptimiser));
        s.metric("negative ELBO", pass.objective());
    }

    /**
     * What a step makes small.
     *
     * @param objective The negative bound, []; its gradient by the weights is that of the estimators.
     * @param tunings By layer, where the estimator has something to tune.
     */
    record Pass(Tensor objective, Map<Integer, Tensor> tunings) {}

    Pass pass(ParameterScope scope, IntFunction<ParameterScope> control, RandomStream above, Tensor x) {
        Tensor seen = codes.observations().seen(scope, x);
        Tensor below = codes.centred(seen);
        Tensor what = seen;
        Tensor context = below;
        List<Tensor> objective = new ArrayList<>();
        Map<Integer, Tensor> tunings = new LinkedHashMap<>();
        int top = codes.layers().size() - 1;
        for (int i = 0; i <= top; i++) {
            StochasticLayer layer = codes.layers().get(i);
            int number = i;
            Tensor logits = codes.posterior(scope, i, below);
            Loss loss = codes.loss(scope, i, what, logits, above.child("of" + i), context);
            Estimate e = layer.estimator().estimate(layer.law(), logits, loss, control.apply(i));
            e.tuning().ifPresent(t -> tunings.put(number, t));
            Tensor b = e.sample();
            objective.add(e.pull(logits));
            objective.add(i == top ? e.loss() : passed(scope, i, what, logits, b));
            below = layer.read(b);
            what = b;
            context = Tensors.concat(1, context, below);
        }
        return new Pass(Tensors.addAll(objective).mean(), tunings);
    }

    /** What a layer that is not the top adds to the negative bound, the gradient by its logits left out: its mean is zero. */
    private Tensor passed(ParameterScope scope, int layer, Tensor what, Tensor logits, Tensor b) {
        return codes.layers()
                .get(layer)
                .law()
                .logProbability(logits.stopGradient(), b)
                .sub(codes.explained(scope, layer, what, b));
    }
}
