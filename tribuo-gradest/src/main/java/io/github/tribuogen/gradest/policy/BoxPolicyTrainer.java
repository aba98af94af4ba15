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
import io.github.tribuogen.gradest.environment.ActionSpace;
import io.github.tribuogen.gradest.environment.Environment;
import io.github.tribuogen.gradest.law.DiagonalGaussian;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.NeuralRegressorModel;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.runtime.TrainingResult;
import java.util.List;
import java.util.Map;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.regression.Regressor;

/**
 * Learns real actions, with normal numbers as law. The model is a regressor of observations: it predicts the mean action in the
 * environment's units, which the environment clips to its bounds.
 */
public final class BoxPolicyTrainer extends PolicyTrainer<Regressor, NeuralRegressorModel> {
    @Config(description = "The standard deviation of actions at the start, in halves of their range, above 0.")
    private double deviation = 0.5;

    /** For OLCUT. */
    private BoxPolicyTrainer() {}

    private BoxPolicyTrainer(Builder b) {
        super(b);
        this.deviation = b.deviation;
        postConfig();
    }

    /**
     * Starts a trainer.
     *
     * @param environment What is to be done, by real actions.
     * @return A builder.
     */
    public static Builder builder(Environment environment) {
        return new Builder(environment);
    }

    @Override
    public synchronized void postConfig() {
        box();
        Require.positive("deviation", deviation);
        super.postConfig();
    }

    private ActionSpace.Box box() {
        if (environment().actionSpace() instanceof ActionSpace.Box box) {
            return box;
        }
        throw wrongActions(
                "real ones; ChoicePolicyTrainer learns choices", environment().actionSpace());
    }

    @Override
    BoxHead head(Prepared<Regressor> prepared) {
        List<String> names = ActionNames.of(box());
        int[] components = new int[prepared.outputs().size()];
        for (int id = 0; id < components.length; id++) {
            String name = prepared.outputs().getOutput(id).getNames()[0];
            components[id] = names.indexOf(name);
            if (components[id] < 0) {
                throw new IllegalArgumentException(
                        "The dataset has the dimension '" + name + "', expected an action among " + names);
            }
        }
        if (components.length != names.size()) {
            throw new IllegalArgumentException("The dataset has " + components.length + " dimensions, expected the "
                    + names.size() + " actions " + names);
        }
        return new BoxHead(box(), components, deviation);
    }

    @Override
    protected NeuralRegressorModel createModel(
            ModelProvenance provenance, Prepared<Regressor> prepared, TrainingResult result) {
        BoxHead head = head(prepared);
        PolicyProgram program = policyProgram(prepared);
        ModelFunctions functions = ModelFunctions.builder(result.variables())
                .rows(
                        NeuralModel.PREDICT,
                        prepared.columns(),
                        (scope, rows) -> Map.of(
                                NeuralModel.OUTPUT,
                                head.inUnits(new DiagonalGaussian().mean(program.parameters(scope, rows)))))
                .build(settings().device());
        return new NeuralRegressorModel(
                "policy",
                provenance,
                prepared.features(),
                prepared.outputs(),
                ModelParts.of(prepared, functions, TrainingHistory.of(result)));
    }

    @Override
    protected Class<NeuralRegressorModel> modelClass() {
        return NeuralRegressorModel.class;
    }

    @Override
    public String toString() {
        return super.toString() + " with deviation=" + deviation;
    }

    /** Collects the parts of a trainer. */
    public static final class Builder extends PolicyTrainer.Builder<Builder> {
        private double deviation = 0.5;

        private Builder(Environment environment) {
            super(environment);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * The standard deviation of actions at the start; 0.5 by default.
         *
         * @param value In halves of their range, above 0.
         * @return This builder.
         */
        public Builder deviation(double value) {
            this.deviation = value;
            return this;
        }

        /**
         * Ends the trainer.
         *
         * @return The trainer.
         */
        public BoxPolicyTrainer build() {
            return new BoxPolicyTrainer(this);
        }
    }
}
