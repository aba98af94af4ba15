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

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Losses;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.runtime.Validation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tribuo.classification.Label;

/** Mean cross-entropy and accuracy on held-out examples. */
public final class ClassifierValidation implements Validation {
    private final BatchedValidation judge;

    /**
     * A judge for which all examples count alike.
     *
     * @param network Maps inputs to logits; its parameters are in the scope {@value NeuralClassifierTrainer#NETWORK}.
     * @param x The held-out inputs, [n, layout's shape...].
     * @param y Their labels' ids, int64 [n].
     * @param prepared The prepared dataset.
     * @param settings Where to compute.
     */
    public ClassifierValidation(
            Network network, HostTensor x, HostTensor y, Prepared<Label> prepared, TrainingSettings settings) {
        this(network, x, y, ones(x), prepared, settings);
    }

    /** The same with a weight for each example. */
    ClassifierValidation(
            Network network,
            HostTensor x,
            HostTensor y,
            float[] weights,
            Prepared<Label> prepared,
            TrainingSettings settings) {
        int classes = prepared.outputs().size();
        Map<String, HostTensor> columns = new LinkedHashMap<>();
        columns.put("x", x);
        columns.put("y", y);
        this.judge = new BatchedValidation(
                columns,
                weights,
                (scope, batch) -> {
                    Tensor labels = batch.get("y");
                    Tensor logits =
                            network.apply(scope.child(NeuralClassifierTrainer.NETWORK), batch.get("x"), classes);
                    Map<String, Tensor> measures = new LinkedHashMap<>();
                    measures.put("validation-loss", Losses.crossEntropy(logits, labels));
                    measures.put(
                            "validation-accuracy",
                            logits.argMax(1).equalTo(labels).cast(logits.dtype()));
                    return measures;
                },
                settings.device());
    }

    private static float[] ones(HostTensor x) {
        float[] w = new float[Math.toIntExact(x.shape()[0])];
        Arrays.fill(w, 1);
        return w;
    }

    @Override
    public Map<String, Double> evaluate(Map<String, HostTensor> variables) {
        return judge.evaluate(variables);
    }

    @Override
    public void close() {
        judge.close();
    }
}
