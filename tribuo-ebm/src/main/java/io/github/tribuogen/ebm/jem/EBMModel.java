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
package io.github.tribuogen.ebm.jem;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralDensityModel;
import io.github.tribuogen.neural.model.NeuralModel;
import java.util.random.RandomGenerator;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.provenance.ModelProvenance;

/**
 * An energy-based model of inputs: an unnormalised log density f(x) with its score, and samples by Langevin chains.
 *
 * <p>Rows are in the user's units and the layout's order; scores refer to these units. The log density is that of the
 * preprocessed input, which differs by a constant.
 */
public final class EBMModel extends NeuralDensityModel {
    private static final long serialVersionUID = 1L;

    EBMModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<LogDensity> outputs,
            ModelParts parts) {
        super(name, provenance, features, outputs, parts);
    }

    private ChainRunner runner() {
        return new ChainRunner(parts().functions(), getBatchSize(), dimension());
    }

    @Override
    public DensityKind densityKind() {
        return DensityKind.UNNORMALISED;
    }

    /**
     * The replay buffer: where the chains of training ended.
     *
     * @return [M, D] in the user's units; no rows if training had no buffer.
     */
    public float[][] replayBuffer() {
        return runner().buffer();
    }

    /**
     * The number of steps of training's chains.
     *
     * @return At least 0.
     */
    public int chainSteps() {
        return JEMModel.chainSteps(parts());
    }

    /** {@inheritDoc} Continues chains of the replay buffer, if there is one, by as many steps as in training. */
    @Override
    public float[][] sample(int n, RandomGenerator rng) {
        return sample(n, runner().hasBuffer() ? ChainOrigin.BUFFER : ChainOrigin.FRESH, chainSteps(), rng);
    }

    /**
     * Draws points of p(x).
     *
     * @param n How many, at least 0.
     * @param origin Where chains start.
     * @param steps Their number of steps, at least 0.
     * @param rng The source of randomness.
     * @return The points, [n, D].
     */
    public float[][] sample(int n, ChainOrigin origin, int steps, RandomGenerator rng) {
        return runner().sample(null, n, 1, origin, steps, rng);
    }

    @Override
    protected NeuralModel<LogDensity> newInstance(String name, ModelProvenance provenance, ModelParts parts) {
        return new EBMModel(name, provenance, getFeatureIDMap(), getOutputIDInfo(), parts);
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
    public static EBMModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ModelParts.Loaded<LogDensity> l = ModelParts.load(version, className, message, LogDensity.class);
        JEMModel.chainSteps(l.parts()); // a missing property shows now
        return new EBMModel(
                l.carrier().name(),
                l.carrier().provenance(),
                l.carrier().featureDomain(),
                l.carrier().outputDomain(),
                l.parts());
    }
}
