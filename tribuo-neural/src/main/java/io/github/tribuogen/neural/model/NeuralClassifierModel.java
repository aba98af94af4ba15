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
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Losses;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;

/** A neural network that predicts labels with probabilities: {@code p(y|x) = softmax(f(x))_y}. */
public class NeuralClassifierModel extends NeuralModel<Label> {
    private static final long serialVersionUID = 1L;

    /** Maps rows to logits [batch, classes] in the order of the label domain's ids. */
    public static final String LOGITS = "logits";

    /** Maps rows and labels to the gradient of the cross-entropy by the rows. */
    public static final String LOSS_GRADIENT = "lossGradient";

    private static final String LABELS = "labels";

    /**
     * Builds a model.
     *
     * @param name The model's name.
     * @param provenance How it was made.
     * @param features The feature domain.
     * @param outputs The label domain.
     * @param parts The functions, those of {@link #classify} among them.
     */
    public NeuralClassifierModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<Label> outputs,
            ModelParts parts) {
        super(name, provenance, features, outputs, true, parts);
        parts.requirePredictions(outputs.size());
    }

    /**
     * Adds the functions of a classifier.
     *
     * @param builder Collects the functions.
     * @param prepared The prepared dataset, whose preprocessing becomes part of the functions.
     * @param network Maps the scope of the whole model and preprocessed inputs to logits [batch, classes].
     * @return The builder.
     */
    public static ModelFunctions.Builder classify(
            ModelFunctions.Builder builder,
            Prepared<Label> prepared,
            BiFunction<ParameterScope, Tensor, Tensor> network) {
        int d = prepared.columns();
        return builder.rows(
                        PREDICT,
                        d,
                        (scope, rows) -> Map.of(
                                OUTPUT,
                                network.apply(scope, prepared.preprocess(rows)).softmax(1)))
                .rows(LOGITS, d, (scope, rows) -> Map.of(OUTPUT, network.apply(scope, prepared.preprocess(rows))))
                .function(LOSS_GRADIENT, body -> {
                    Tensor rows = body.input(INPUT, DType.FLOAT32, Shape.batched("batch", d));
                    Tensor labels = body.input(LABELS, DType.INT64, Shape.batched("batch"));
                    Tensor logits = network.apply(body.scope(), prepared.preprocess(rows));
                    Tensor loss = Losses.crossEntropy(logits, labels).sum();
                    return Map.of(OUTPUT, Gradients.grad(loss, rows));
                });
    }

    @Override
    protected Prediction<Label> toPrediction(float[] outputs, int offset, int used, Example<Label> example) {
        ImmutableOutputInfo<Label> domain = getOutputIDInfo();
        Map<String, Label> scores = new LinkedHashMap<>();
        Label best = null;
        for (int k = 0; k < domain.size(); k++) {
            Label label = new Label(domain.getOutput(k).getLabel(), outputs[offset + k]);
            scores.put(label.getLabel(), label);
            if (best == null || label.getScore() > best.getScore()) {
                best = label;
            }
        }
        return new Prediction<>(best, scores, used, example, true);
    }

    /**
     * The logits.
     *
     * @param rows Rows of features in the layout's order, in the user's units.
     * @return [rows, classes], in the order of the label domain's ids.
     */
    public float[][] logits(float[][] rows) {
        return map(LOGITS, OUTPUT, rows);
    }

    /**
     * The gradient of the cross-entropy by the features.
     *
     * @param rows Rows of features in the layout's order, in the user's units.
     * @param labels The id of each row's label.
     * @return [rows, columns].
     */
    public float[][] lossGradient(float[][] rows, int[] labels) {
        if (rows.length != labels.length) {
            throw new IllegalArgumentException(
                    "As many labels as rows expected, found " + labels.length + " labels and " + rows.length + " rows");
        }
        float[][] all = new float[rows.length][];
        int step = getBatchSize();
        for (int from = 0; from < rows.length; from += step) {
            int n = Math.min(step, rows.length - from);
            float[][] batch = java.util.Arrays.copyOfRange(rows, from, from + n);
            long[] ids = new long[n];
            for (int i = 0; i < n; i++) {
                ids[i] = labels[from + i];
            }
            float[][] g = map(LOSS_GRADIENT, OUTPUT, batch, Map.of(LABELS, HostTensor.of(ids, n)));
            System.arraycopy(g, 0, all, from, n);
        }
        return all;
    }

    @Override
    protected NeuralModel<Label> newInstance(String name, ModelProvenance provenance, ModelParts parts) {
        return new NeuralClassifierModel(name, provenance, getFeatureIDMap(), getOutputIDInfo(), parts);
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
    public static NeuralClassifierModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ModelParts.Loaded<Label> l = ModelParts.load(version, className, message, Label.class);
        return new NeuralClassifierModel(
                l.carrier().name(),
                l.carrier().provenance(),
                l.carrier().featureDomain(),
                l.carrier().outputDomain(),
                l.parts());
    }
}
