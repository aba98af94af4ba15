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
package io.github.tribuogen.gradest.policy;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.gradest.estimator.Estimate;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Optimiser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** How what an estimator learns, a control variate or a baseline, is trained along with a policy. */
public final class ControlTuning implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    /** What is made small. */
    public enum Objective {
        /** The estimator's own: of a control variate the mean over steps of the squared gradient by the law's parameters. */
        EACH_STEP,
        /**
         * The squared gradient of the episodes by the policy's parameters, summed over steps before it is squared, as in the paper; for
         * control variates, not for baselines that are fitted by least squares.
         */
        WHOLE_EPISODE
    }

    @Config(description = "Turns its gradients into new parameters.")
    private Optimiser optimiser = new Adam(1e-2);

    @Config(description = "Its steps on the episodes of an update, at least 1.")
    private int steps = 1;

    @Config(description = "What is made small.")
    private Objective objective = Objective.EACH_STEP;

    /** One step of Adam with a rate of 0.01 on the estimator's own objective. Also for OLCUT. */
    public ControlTuning() {}

    /**
     * How it is trained.
     *
     * @param optimiser Turns its gradients into new parameters.
     * @param steps Its steps on the episodes of an update, at least 1.
     * @param objective What is made small.
     */
    public ControlTuning(Optimiser optimiser, int steps, Objective objective) {
        this.optimiser = optimiser;
        this.steps = steps;
        this.objective = objective;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("steps", steps, 1);
    }

    boolean isOfEpisodes() {
        return objective == Objective.WHOLE_EPISODE;
    }

    int steps() {
        return steps;
    }

    Optimiser optimiser() {
        return optimiser;
    }

    /**
     * What is made small.
     *
     * @param e The estimate, whose tuning is present.
     * @param parameters The law's parameters, a function of the policy's.
     * @param policy The policy's parameters.
     * @return [].
     */
    Tensor objective(Estimate e, Tensor parameters, Collection<Tensor> policy) {
        if (objective == Objective.EACH_STEP) {
            return e.tuning().orElseThrow();
        }
        List<Tensor> squares = new ArrayList<>();
        for (Tensor g : Gradients.vjp(List.of(parameters), List.copyOf(policy), List.of(e.gradient()))) {
            squares.add(g.square().sum());
        }
        return Tensors.addAll(squares);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "ControlTuning");
    }

    @Override
    public String toString() {
        return "ControlTuning(optimiser=" + optimiser + ", steps=" + steps + ", objective=" + objective + ")";
    }
}
