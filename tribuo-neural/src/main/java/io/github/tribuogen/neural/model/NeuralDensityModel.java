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
package io.github.tribuogen.neural.model;

import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.density.LogDensityModel;
import io.github.tribuogen.neural.density.SamplingModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Prediction;
import org.tribuo.provenance.ModelProvenance;

/**
 * A neural model whose predictions are log densities.
 *
 * <p>Rows are in the user's units and the layout's order; log densities are in nats and refer to these units, unnormalised
 * ones up to a constant. The function {@value NeuralModel#PREDICT} gives log p(x), [batch, 1], and where there is a function
 * {@value #SCORE}, it gives the gradient by the rows, [batch, D].
 */
public abstract class NeuralDensityModel extends NeuralModel<LogDensity>
        implements LogDensityModel, SamplingModel<LogDensity> {
    /** The key of the log density among the scores of a prediction. */
    public static final String SCORE_KEY = "log-density";

    /** The function from rows to the gradient of log p(x) by them. */
    protected static final String SCORE = "score";

    private static final long serialVersionUID = 1L;

    /**
     * Builds a model.
     *
     * @param name The model's name.
     * @param provenance How it was made.
     * @param features The feature domain.
     * @param outputs The output domain.
     * @param parts The functions and their surroundings.
     */
    protected NeuralDensityModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<LogDensity> outputs,
            ModelParts parts) {
        super(name, provenance, features, outputs, false, parts);
    }

    @Override
    protected Prediction<LogDensity> toPrediction(float[] outputs, int offset, int used, Example<LogDensity> example) {
        LogDensity value = new LogDensity(outputs[offset], densityKind());
        return new Prediction<>(value, Map.of(SCORE_KEY, value), used, example, false);
    }

    @Override
    public int dimension() {
        return layout().size();
    }

    @Override
    public double[] logDensity(float[][] rows) {
        return firstColumn(map(PREDICT, OUTPUT, rows));
    }

    @Override
    public boolean hasScore() {
        return functionNames().contains(SCORE);
    }

    @Override
    public float[][] score(float[][] rows) {
        if (!hasScore()) {
            throw new UnsupportedOperationException(getClass().getName() + " has no score function");
        }
        return map(SCORE, OUTPUT, rows);
    }

    @Override
    public List<Example<LogDensity>> sampleExamples(int n, RandomGenerator rng) {
        List<Example<LogDensity>> examples = new ArrayList<>();
        for (float[] row : sample(n, rng)) {
            examples.add(layout().toExample(row, 0, LogDensityFactory.OBSERVED));
        }
        return examples;
    }

    /**
     * The first value of each row.
     *
     * @param values [n, at least 1].
     * @return [n].
     */
    protected static double[] firstColumn(float[][] values) {
        return Arrays.stream(values).mapToDouble(v -> v[0]).toArray();
    }
}
