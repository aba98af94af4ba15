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
package io.github.tribuogen.benchmark;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.DigitsDataSource;
import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralClassifierTrainer;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.interop.onnx.DenseTransformer;
import org.tribuo.interop.onnx.LabelTransformer;
import org.tribuo.interop.onnx.ONNXExternalModel;

/** Predictions of many sparse digits: Tribuo examples in, Tribuo predictions out, the making of dense rows included. */
final class PredictionBenchmark {
    private static final int EXAMPLES = 100_000;

    private PredictionBenchmark() {}

    private record Predicting(String name, Model<Label> model, List<Example<Label>> examples, double readySeconds)
            implements Contender {
        @Override
        public void call() {
            if (model.predict(examples).size() != examples.size()) {
                throw new IllegalStateException(name + ": a prediction is missing");
            }
        }

        @Override
        public int unitsPerCall() {
            return examples.size();
        }

        @Override
        public void close() {}
    }

    static void measure(int threads, int rounds, Report report) throws IOException, OrtException {
        Dataset<Label> train = new MutableDataset<>(new DigitsDataSource<>(new LabelFactory(), DigitsSplit.TRAIN));
        List<Example<Label>> digits = new ArrayList<>();
        while (digits.size() < EXAMPLES) {
            for (Example<Label> e : train) {
                if (digits.size() < EXAMPLES) {
                    digits.add(e);
                }
            }
        }
        Path file = Files.createTempFile("benchmark", ".onnx");
        try (NeuralClassifierModel ours = new NeuralClassifierTrainer(
                        new Mlp(256, 256),
                        new Adam(1e-3),
                        DigitsDataSource.layout(),
                        AffineScaling.betweenRanges(0, DigitsDataSource.MAX_VALUE, -1, 1),
                        TrainingSettings.builder()
                                .epochs(1)
                                .device(Device.cpu(threads))
                                .showProgress(false)
                                .build(),
                        1)
                .train(train)) {
            Files.write(file, ours.exportONNXModel("benchmark", 1).toByteArray());
            List<Predicting> all = List.of(
                    predicting("ours, MLP 64-256-256-10", ours, digits),
                    predicting("Tribuo's logistic regression", new LogisticRegressionTrainer().train(train), digits),
                    // one call of the runtime an example, hence fewer
                    predicting(
                            "ONNXExternalModel, our file", external(file, ours, threads), digits.subList(0, 10_000)));
            Interleaved.Timings t = Interleaved.measure(all, 2, rounds);
            report.section("Prediction of 100,000 digits 8x8, a unit is an example, " + Report.threads(threads));
            report.timings(t, all.get(0).name(), all);
            for (Predicting p : all) {
                report.line(
                        String.format(Locale.ROOT, "%n%s: %,.0f examples a second", p.name(), 1 / t.median(p.name())));
            }
        } finally {
            Files.delete(file);
        }
    }

    private static Predicting predicting(String name, Model<Label> model, List<Example<Label>> examples) {
        return new Predicting(name, model, examples, Double.NaN);
    }

    private static Model<Label> external(Path file, NeuralClassifierModel ours, int threads) throws OrtException {
        Map<String, Integer> features = new LinkedHashMap<>();
        for (int i = 0; i < DigitsDataSource.PIXELS; i++) {
            features.put(ours.layout().featureName(i), i);
        }
        Map<Label, Integer> labels = new LinkedHashMap<>();
        ours.getOutputIDInfo().getDomain().forEach(l -> labels.put(l, labels.size()));
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        return ONNXExternalModel.createOnnxModel(
                new LabelFactory(),
                features,
                labels,
                new DenseTransformer(),
                new LabelTransformer(),
                options,
                file,
                NeuralClassifierModel.INPUT);
    }
}
