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

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Output;

/**
 * The log density of the input, {@code log p(x)}, in nats and up to a constant where the model is not normalised. Needs a
 * {@link io.github.tribuogen.neural.density.LogDensityModel}.
 *
 * <p>A high density is not proof of a familiar input: deep density models are known to give simple strange images more
 * than their own training data (Nalisnick, Matsukawa, Teh, Gorur, Lakshminarayanan. "Do Deep Generative Models Know What
 * They Don't Know?", ICLR 2019). {@link ApproximateMassScore} is one answer.
 */
public final class LogDensityScore implements OutOfDistributionScore {

    /** There is nothing to set. */
    public LogDensityScore() {}

    @Override
    public String name() {
        return "log p(x)";
    }

    @Override
    public <T extends Output<T>> double[] score(Model<T> model, Dataset<T> examples) {
        return DensityCapability.of(model, name()).logDensity(examples);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "OutOfDistributionScore");
    }

    @Override
    public String toString() {
        return "LogDensityScore()";
    }
}
