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
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralDensityModel;
import io.github.tribuogen.neural.model.NeuralModel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.provenance.ModelProvenance;

/**
 * An energy with the generator that it was trained with: log densities with their score, normalised if the energy knows its
 * constant, and samples in one pass of the generator.
 *
 * <p>Rows are in the user's units and the layout's order; log densities are in nats and refer to these units. Trained with
 * an entropy of weight lambda, f tends to lambda log p up to a constant: divide by {@link #entropyWeight} to compare with
 * other models' log densities.
 */
public final class VERAModel extends NeuralDensityModel {
    private static final long serialVersionUID = 1L;

    static final String GRADIENT = NeuralDensityModel.SCORE;

    private static final String KIND = "kind";

    VERAModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<LogDensity> outputs,
            ModelParts parts) {
        super(name, provenance, features, outputs, parts);
        densityKind(); // a damaged property shows now
        SamplerProperties.read(parts);
    }

    static Map<String, String> properties(boolean normalised, AmortisedSampler sampler) {
        Map<String, String> m = new LinkedHashMap<>(SamplerProperties.of(sampler));
        m.put(KIND, (normalised ? DensityKind.NORMALISED : DensityKind.UNNORMALISED).name());
        return m;
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
        String value = parts().properties().get(KIND);
        try {
            return DensityKind.valueOf(String.valueOf(value));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Invalid model, a kind of density expected in the property '" + KIND + "', found '" + value + "'",
                    e);
        }
    }

    /**
     * The weight lambda of the entropy in training.
     *
     * @return At least 0.
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
     * Samples that were moved towards the energy's law.
     *
     * @param n How many, at least 0.
     * @param how The chains.
     * @param rng The source of randomness.
     * @return [n, D].
     */
    public float[][] sampleRefined(int n, LatentRefinement how, RandomGenerator rng) {
        return runner().refined(n, how, rng);
    }

    @Override
    protected NeuralModel<LogDensity> newInstance(String name, ModelProvenance provenance, ModelParts parts) {
        return new VERAModel(name, provenance, getFeatureIDMap(), getOutputIDInfo(), parts);
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
    public static VERAModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ModelParts.Loaded<LogDensity> l = ModelParts.load(version, className, message, LogDensity.class);
        return new VERAModel(
                l.carrier().name(),
                l.carrier().provenance(),
                l.carrier().featureDomain(),
                l.carrier().outputDomain(),
                l.parts());
    }
}
