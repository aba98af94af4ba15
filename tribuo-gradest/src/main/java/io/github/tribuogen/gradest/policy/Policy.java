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
import java.util.List;
import java.util.SplittableRandom;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.impl.ArrayExample;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/** What to do upon an observation. */
@FunctionalInterface
public interface Policy {
    /**
     * An action.
     *
     * @param observation What is seen.
     * @return What to do, as the environment takes it.
     */
    double[] act(double[] observation);

    /**
     * Does what a classifier predicts, whichever trainer it came from.
     *
     * @param model Predicts the names of the environment's choices.
     * @param environment Where it is to act.
     * @return The policy.
     * @throws IllegalArgumentException If the environment's actions are no choices; when acting, if a prediction is none of them.
     */
    static Policy ofChoices(Model<Label> model, Environment environment) {
        if (!(environment.actionSpace() instanceof ActionSpace.Choice choice)) {
            throw new IllegalArgumentException(
                    "environment: one with choices expected, found " + environment.actionSpace());
        }
        String[] names = environment.observationNames().toArray(new String[0]);
        return observation -> {
            Example<Label> example = new ArrayExample<>(new Label(choice.names().get(0)), names, observation);
            String told = model.predict(example).getOutput().getLabel();
            int action = choice.names().indexOf(told);
            if (action < 0) {
                throw new IllegalArgumentException(
                        "model: a prediction among " + choice.names() + " expected, found '" + told + "'");
            }
            return new double[] {action};
        };
    }

    /**
     * Draws actions with the probabilities that a classifier gives them: what {@link ChoicePolicyTrainer} practised, where the likeliest
     * action alone may be stuck in a place that chance leads out of.
     *
     * @param model Predicts the names of the environment's choices, with probabilities.
     * @param environment Where it is to act.
     * @param rng Chance.
     * @return The policy, for one thread.
     * @throws IllegalArgumentException If the environment's actions are no choices; when acting, if probabilities of them are missing.
     */
    static Policy drawnFrom(Model<Label> model, Environment environment, SplittableRandom rng) {
        if (!(environment.actionSpace() instanceof ActionSpace.Choice choice)) {
            throw new IllegalArgumentException(
                    "environment: one with choices expected, found " + environment.actionSpace());
        }
        String[] names = environment.observationNames().toArray(new String[0]);
        return observation -> {
            Example<Label> example = new ArrayExample<>(new Label(choice.names().get(0)), names, observation);
            Prediction<Label> told = model.predict(example);
            double left = rng.nextDouble();
            int action = 0;
            for (int k = 0; k < choice.size() && left >= 0; k++) {
                Label score = told.getOutputScores().get(choice.names().get(k));
                if (score == null || !told.hasProbabilities()) {
                    throw new IllegalArgumentException("model: a probability of '"
                            + choice.names().get(k) + "' expected, found " + told.getOutputScores());
                }
                left -= score.getScore();
                action = k;
            }
            return new double[] {action};
        };
    }

    /**
     * Does what a regressor predicts, whichever trainer it came from.
     *
     * @param model Predicts the components {@code action0, action1, ...} of the environment's actions.
     * @param environment Where it is to act.
     * @return The policy.
     * @throws IllegalArgumentException If the environment's actions are choices; when acting, if a component is missing.
     */
    static Policy ofBox(Model<Regressor> model, Environment environment) {
        if (!(environment.actionSpace() instanceof ActionSpace.Box box)) {
            throw new IllegalArgumentException(
                    "environment: one with real actions expected, found " + environment.actionSpace());
        }
        String[] names = environment.observationNames().toArray(new String[0]);
        List<String> actions = ActionNames.of(box);
        return observation -> {
            Example<Regressor> example = new ArrayExample<>(RegressionFactory.UNKNOWN_REGRESSOR, names, observation);
            Regressor told = model.predict(example).getOutput();
            return actions.stream()
                    .mapToDouble(a -> told.getDimension(a)
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "model: a prediction of '" + a + "' expected, found " + told))
                            .getValue())
                    .toArray();
        };
    }
}
