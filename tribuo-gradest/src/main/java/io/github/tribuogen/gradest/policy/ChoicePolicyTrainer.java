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

import io.github.tribuogen.gradest.environment.ActionSpace;
import io.github.tribuogen.gradest.environment.Environment;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.runtime.TrainingResult;
import java.util.List;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;

/**
 * Learns to choose actions. The model is a classifier of observations: it predicts the likeliest action, its scores are the
 * probabilities.
 */
public final class ChoicePolicyTrainer extends PolicyTrainer<Label, NeuralClassifierModel> {
    /** For OLCUT. */
    private ChoicePolicyTrainer() {}

    private ChoicePolicyTrainer(Builder b) {
        super(b);
        postConfig();
    }

    /**
     * Starts a trainer.
     *
     * @param environment What is to be done, by choices.
     * @return A builder.
     */
    public static Builder builder(Environment environment) {
        return new Builder(environment);
    }

    @Override
    public synchronized void postConfig() {
        choice();
        super.postConfig();
    }

    private ActionSpace.Choice choice() {
        if (environment().actionSpace() instanceof ActionSpace.Choice choice) {
            return choice;
        }
        throw wrongActions(
                "choices; BoxPolicyTrainer learns real actions", environment().actionSpace());
    }

    @Override
    ActionHead head(Prepared<Label> prepared) {
        List<String> names = choice().names();
        int[] actions = new int[prepared.outputs().size()];
        for (int id = 0; id < actions.length; id++) {
            String label = prepared.outputs().getOutput(id).getLabel();
            actions[id] = names.indexOf(label);
            if (actions[id] < 0) {
                throw new IllegalArgumentException(
                        "The dataset has the label '" + label + "', expected an action among " + names);
            }
        }
        if (actions.length != names.size()) {
            throw new IllegalArgumentException("The dataset has " + actions.length + " labels, expected the "
                    + names.size() + " actions " + names);
        }
        return new ChoiceHead(actions);
    }

    @Override
    protected NeuralClassifierModel createModel(
            ModelProvenance provenance, Prepared<Label> prepared, TrainingResult result) {
        ActionHead head = head(prepared);
        ModelFunctions functions = NeuralClassifierModel.classify(
                        ModelFunctions.builder(result.variables()),
                        prepared,
                        (scope, x) -> head.parameters(scope.child(PolicyProgram.POLICY), network(), x))
                .build(settings().device());
        return new NeuralClassifierModel(
                "policy",
                provenance,
                prepared.features(),
                prepared.outputs(),
                ModelParts.of(prepared, functions, TrainingHistory.of(result)));
    }

    @Override
    protected Class<NeuralClassifierModel> modelClass() {
        return NeuralClassifierModel.class;
    }

    /** Collects the parts of a trainer. */
    public static final class Builder extends PolicyTrainer.Builder<Builder> {
        private Builder(Environment environment) {
            super(environment);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Ends the trainer.
         *
         * @return The trainer.
         */
        public ChoicePolicyTrainer build() {
            return new ChoicePolicyTrainer(this);
        }
    }
}
