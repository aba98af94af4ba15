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
package io.github.tribuogen.neural.evaluation.robustness;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;

/** Searches near correctly classified rows for rows that the classifier gets wrong. */
public interface Attack extends Configurable, Provenancable<ConfiguredObjectProvenance> {

    /**
     * The norm that bounds the perturbation.
     *
     * @return the norm.
     */
    Norm norm();

    /**
     * Attacks every row within one radius.
     *
     * @param classifier the classifier.
     * @param rows the rows, [n, D], inside the classifier's feature range; left unchanged.
     * @param labels the right classes, [n], in [0, K).
     * @param radius bound of the perturbation in feature units, at least 0 and finite.
     * @return new rows, [n, D], each within the radius of its original and inside the feature range; the original where
     *     nothing better was found.
     * @throws IllegalArgumentException if the arguments do not fit.
     * @throws IllegalStateException if the classifier gives logits or gradients that are not finite.
     */
    float[][] perturb(DifferentiableClassifier classifier, float[][] rows, int[] labels, double radius);
}
