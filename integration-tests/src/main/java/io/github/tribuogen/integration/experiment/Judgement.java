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
package io.github.tribuogen.integration.experiment;

import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluation;
import io.github.tribuogen.neural.evaluation.ood.OODEvaluation;
import io.github.tribuogen.neural.evaluation.robustness.RobustnessEvaluation;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import java.util.Map;

/**
 * One model and all that was found out about it.
 *
 * @param name Its name.
 * @param model The model.
 * @param seconds Wall time of training.
 * @param calibration Accuracy, likelihood and calibration on the test data.
 * @param outOfDistribution How well its scores tell the test data from other data; null if there are none.
 * @param robustness Accuracy under attack, by the name of the attack.
 */
public record Judgement(
        String name,
        NeuralClassifierModel model,
        double seconds,
        CalibrationEvaluation calibration,
        OODEvaluation outOfDistribution,
        Map<String, RobustnessEvaluation> robustness) {}
