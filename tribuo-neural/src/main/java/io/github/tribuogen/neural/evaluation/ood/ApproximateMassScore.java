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
import io.github.tribuogen.neural.density.LogDensityModel;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Output;

/**
 * Minus the length of the gradient of the log density by the input, {@code -|grad_x log p(x)|_2}, in nats per feature
 * unit, at most 0. Typical inputs lie where the density is flat, while a narrow peak of high density but little mass is
 * steep. The normalising constant plays no part. Needs a {@link LogDensityModel} that has its score.
 *
 * <p>The length depends on the units of the features: compare models of one data set only.
 *
 * <p>See: Grathwohl, Wang, Jacobsen, Duvenaud, Norouzi, Swersky. "Your Classifier is Secretly an Energy Based Model and
 * You Should Treat it Like One", ICLR 2020, section 5.3.
 */
public final class ApproximateMassScore implements OutOfDistributionScore {

    /** There is nothing to set. */
    public ApproximateMassScore() {}

    @Override
    public String name() {
        return "-|grad log p(x)|";
    }

    @Override
    public <T extends Output<T>> double[] score(Model<T> model, Dataset<T> examples) {
        LogDensityModel density = DensityCapability.of(model, name());
        if (!density.hasScore()) {
            throw new IllegalArgumentException("the score " + name()
                    + " needs a model that knows the gradient of its log density, but '"
                    + model.getName()
                    + "' ("
                    + model.getClass().getName()
                    + ") does not");
        }
        float[][] gradients = density.score(examples);
        double[] scores = new double[gradients.length];
        for (int i = 0; i < scores.length; i++) {
            double sum = 0;
            for (float g : gradients[i]) {
                sum += (double) g * g;
            }
            scores[i] = -Math.sqrt(sum);
        }
        return scores;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "OutOfDistributionScore");
    }

    @Override
    public String toString() {
        return "ApproximateMassScore()";
    }
}
