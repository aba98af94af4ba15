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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import io.github.tribuogen.neural.evaluation.robustness.RobustnessEvaluator;

/** A robustness evaluation under the name it has in tables and pictures. */
public final class NamedAttack implements Configurable {
    @Config(mandatory = true, description = "The name in tables and pictures.")
    private String name;

    @Config(mandatory = true, description = "Attack, defence and radii.")
    private RobustnessEvaluator evaluator;

    @Config(description = "Only for models with a density, as a defence by refinement needs one.")
    private boolean densityModelsOnly = false;

    /** For OLCUT. */
    private NamedAttack() {}

    /**
     * Names an evaluation.
     *
     * @param name The name in tables and pictures.
     * @param evaluator Attack, defence and radii.
     * @param densityModelsOnly Only for models with a density.
     */
    public NamedAttack(String name, RobustnessEvaluator evaluator, boolean densityModelsOnly) {
        this.name = name;
        this.evaluator = evaluator;
        this.densityModelsOnly = densityModelsOnly;
    }

    String name() {
        return name;
    }

    RobustnessEvaluator evaluator() {
        return evaluator;
    }

    boolean densityModelsOnly() {
        return densityModelsOnly;
    }
}
