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

/**
 * A treatment of the input at test time, e.g. some Langevin steps towards likelier inputs before classifying. The attack
 * sees the defended classifier, gradients included.
 */
public interface Defence extends Configurable, Provenancable<ConfiguredObjectProvenance> {

    /**
     * Wraps a classifier.
     *
     * @param classifier the bare classifier; {@link DifferentiableClassifier#capability} finds what else a defence needs.
     * @return a defended one with the same classes, features and range; where it is random, its stream starts afresh, so
     *     that equal calls in equal order give equal results.
     * @throws IllegalArgumentException if the classifier lacks what the defence needs.
     */
    DifferentiableClassifier defend(DifferentiableClassifier classifier);
}
