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

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Prediction;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.regression.Regressor;

/**
 * A neural network that predicts real values, one for each output dimension.
 *
 * <p>The columns of its prediction function's result, also in an exported file, are the dimensions in the order of the
 * ids of the output domain, in the units of the training targets.
 */
public final class NeuralRegressorModel extends NeuralModel<Regressor> {
    private static final long serialVersionUID = 1L;

    private final String[] names;

    /**
     * Builds a model.
     *
     * @param name The model's name.
     * @param provenance How it was made.
     * @param features The feature domain.
     * @param outputs The domain of the outputs.
     * @param parts The functions; {@link NeuralModel#PREDICT} gives a column for each dimension in the order of the ids.
     */
    public NeuralRegressorModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<Regressor> outputs,
            ModelParts parts) {
        super(name, provenance, features, outputs, false, parts);
        this.names = RegressionTargets.names(outputs);
        parts.requirePredictions(names.length);
    }

    @Override
    protected Prediction<Regressor> toPrediction(float[] outputs, int offset, int used, Example<Regressor> example) {
        double[] values = new double[names.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = outputs[offset + k];
        }
        return new Prediction<>(new Regressor(names.clone(), values), used, example);
    }

    /**
     * The predicted values.
     *
     * @param rows Rows of features in the layout's order, in the user's units.
     * @return [rows, dimensions], in the order of the output domain's ids.
     * @throws IllegalArgumentException If a row's length is wrong or a value is not finite.
     */
    public float[][] values(float[][] rows) {
        return map(PREDICT, OUTPUT, rows);
    }

    @Override
    protected NeuralRegressorModel newInstance(String name, ModelProvenance provenance, ModelParts parts) {
        return new NeuralRegressorModel(name, provenance, getFeatureIDMap(), getOutputIDInfo(), parts);
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
    public static NeuralRegressorModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ModelParts.Loaded<Regressor> l = ModelParts.load(version, className, message, Regressor.class);
        return new NeuralRegressorModel(
                l.carrier().name(),
                l.carrier().provenance(),
                l.carrier().featureDomain(),
                l.carrier().outputDomain(),
                l.parts());
    }
}
