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
package io.github.tribuogen.neural.evaluation.ood;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Output;

/** A number by which a model tells familiar examples from strange ones: higher means more in-distribution. */
public interface OutOfDistributionScore extends Configurable, Provenancable<ConfiguredObjectProvenance> {

    /**
     * Short name for tables and keys, fixed for one configuration.
     *
     * @return the name.
     */
    String name();

    /**
     * Scores examples. Their outputs are not looked at.
     *
     * @param model the model; which capability it must have is the implementation's affair.
     * @param examples the examples.
     * @param <T> the output type.
     * @return one score an example, in the order of the data set, none of them NaN; higher means more in-distribution.
     * @throws IllegalArgumentException if the model lacks the capability, or an example cannot be scored.
     */
    <T extends Output<T>> double[] score(Model<T> model, Dataset<T> examples);
}
