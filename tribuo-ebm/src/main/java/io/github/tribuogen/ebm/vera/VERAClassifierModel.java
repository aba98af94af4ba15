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
package io.github.tribuogen.ebm.vera;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensityModel;
import io.github.tribuogen.neural.density.SamplingModel;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;

/**
 * A classifier that is an energy-based model of its inputs as well: class probabilities {@code softmax(f(x))}, an unnormalised
 * log density {@code LSE(f(x))} with its score, and samples of the generator that it was trained with, if there was one.
 *
 * <p>Rows are in the user's units and the layout's order; scores refer to these units. The log density is that of the
 * preprocessed input, which differs by a constant.
 */
public final class VERAClassifierModel extends NeuralClassifierModel implements LogDensityModel, SamplingModel<Label> {
    private static final long serialVersionUID = 1L;

    /** Rows to LSE(f(x)), [batch]. */
    static final String LOG_DENSITY = "logDensity";

    /** Rows to the gradient of LSE(f(x)) by them. */
    static final String SCORE = "score";

    /** Give up on samples of a class after so many batches without one. */
    private static final int PATIENCE = 200;

    VERAClassifierModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<Label> outputs,
            ModelParts parts) {
        super(name, provenance, features, outputs, parts);
        SamplerProperties.read(parts); // a damaged property shows now
    }

    private GeneratorRunner runner() {
        return new GeneratorRunner(
                parts().functions(),
                getBatchSize(),
                dimension(),
                SamplerProperties.read(parts()).latentSize());
    }

    @Override
    public DensityKind densityKind() {
        return DensityKind.UNNORMALISED;
    }

    @Override
    public int dimension() {
        return layout().size();
    }

    /** {@inheritDoc} The value is LSE(f(x)). */
    @Override
    public double[] logDensity(float[][] rows) {
        return Arrays.stream(map(LOG_DENSITY, OUTPUT, rows))
                .mapToDouble(v -> v[0])
                .toArray();
    }

    @Override
    public boolean hasScore() {
        return true;
    }

    @Override
    public float[][] score(float[][] rows) {
        return map(SCORE, OUTPUT, rows);
    }

    /**
     * The weight lambda of the entropy in training.
     *
     * @return At least 0; 0 without a generator.
     */
    public double entropyWeight() {
        return SamplerProperties.read(parts()).entropyWeight();
    }

    /** {@inheritDoc} One pass of the generator, with its noise. */
    @Override
    public float[][] sample(int n, RandomGenerator rng) {
        return runner().sample(n, rng);
    }

    /**
     * Points of the generator without noise.
     *
     * @param n How many, at least 0.
     * @param rng The source of latent vectors.
     * @return g(z), [n, D].
     */
    public float[][] sampleMeans(int n, RandomGenerator rng) {
        return runner().means(n, rng);
    }

    /**
     * Samples that were moved towards the law exp(LSE(f(x))).
     *
     * @param n How many, at least 0.
     * @param how The chains.
     * @param rng The source of randomness.
     * @return [n, D].
     */
    public float[][] sampleRefined(int n, LatentRefinement how, RandomGenerator rng) {
        return runner().refined(n, how, rng);
    }

    /**
     * Samples of a class: those of p(x) that pass a draw of p(y|x).
     *
     * @param n How many, at least 0.
     * @param label The class.
     * @param rng The source of randomness.
     * @return [n, D].
     * @throws IllegalArgumentException If the label is not in the model's domain.
     * @throws IllegalStateException If the generator hardly ever gives the class.
     */
    public float[][] sample(int n, Label label, RandomGenerator rng) {
        int id = getOutputIDInfo().getID(label);
        if (id < 0) {
            throw new IllegalArgumentException(
                    "label: one of " + getOutputIDInfo().getDomain() + " expected, found '" + label.getLabel() + "'");
        }
        List<float[]> found = new ArrayList<>();
        int inVain = 0;
        while (found.size() < n) {
            float[][] rows = sample(getBatchSize(), rng);
            float[][] f = logits(rows);
            int before = found.size();
            for (int i = 0; i < rows.length && found.size() < n; i++) {
                if (drawn(f[i], rng) == id) {
                    found.add(rows[i]);
                }
            }
            inVain = found.size() == before ? inVain + 1 : 0;
            if (inVain == PATIENCE) {
                throw new IllegalStateException("No sample of class '" + label.getLabel() + "' among "
                        + PATIENCE * getBatchSize() + " samples, expected some; the generator has lost it");
            }
        }
        return found.toArray(float[][]::new);
    }

    private static int drawn(float[] logits, RandomGenerator rng) {
        float max = Float.NEGATIVE_INFINITY;
        for (float v : logits) {
            max = Math.max(max, v);
        }
        double sum = 0;
        for (float v : logits) {
            sum += Math.exp(v - max);
        }
        double u = rng.nextDouble() * sum;
        for (int k = 0; k < logits.length - 1; k++) {
            u -= Math.exp(logits[k] - max);
            if (u < 0) {
                return k;
            }
        }
        return logits.length - 1;
    }

    /** {@inheritDoc} Each point x comes with a class drawn from p(y|x). */
    @Override
    public List<Example<Label>> sampleExamples(int n, RandomGenerator rng) {
        float[][] rows = sample(n, rng);
        float[][] f = logits(rows);
        List<Example<Label>> examples = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            String label = getOutputIDInfo().getOutput(drawn(f[i], rng)).getLabel();
            examples.add(layout().toExample(rows[i], 0, new Label(label)));
        }
        return examples;
    }

    @Override
    protected NeuralModel<Label> newInstance(String name, ModelProvenance provenance, ModelParts parts) {
        return new VERAClassifierModel(name, provenance, getFeatureIDMap(), getOutputIDInfo(), parts);
    }

    /**
     * Reads a model.
     *
     * @param version The version in the envelope.
     * @param className The class in the envelope.
     * @param message The content.
     * @return The model.
     * @throws InvalidProtocolBufferException If the message is not of this kind.
     */
    public static VERAClassifierModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ModelParts.Loaded<Label> l = ModelParts.load(version, className, message, Label.class);
        return new VERAClassifierModel(
                l.carrier().name(),
                l.carrier().provenance(),
                l.carrier().featureDomain(),
                l.carrier().outputDomain(),
                l.parts());
    }
}
