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
package io.github.tribuogen.integration.docs;

import io.github.tribuogen.ebm.jem.JEMModel;
import io.github.tribuogen.ebm.jem.JEMTrainer;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.DigitsDataSource;
import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.tribuo.MutableDataset;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;

/** The example of the README's first screen; a test holds that the two are the same. */
final class ReadmeExample {
    private ReadmeExample() {}

    static double run(long steps, Path folder) throws IOException {
        // begin
        var factory = new LabelFactory();
        var train = new MutableDataset<>(new DigitsDataSource<>(factory, DigitsSplit.TRAIN));
        var test = new MutableDataset<>(new DigitsDataSource<>(factory, DigitsSplit.TEST));
        JEMTrainer trainer = JEMTrainer.builder(new Mlp(256, 256), new Adam(1e-3))
                .layout(DigitsDataSource.layout())
                .preprocessor(AffineScaling.betweenRanges(0, 16, -1, 1))
                .settings(TrainingSettings.builder().steps(steps).build())
                .build();
        JEMModel model = trainer.train(train);
        System.out.println(new LabelEvaluator().evaluate(model, test)); // a Tribuo model like any other
        double[] logDensity = model.logDensity(test); // log p(x) up to a constant
        float[][] digits = model.sample(100, new SplittableRandom(1)); // new digits
        model.serializeToFile(folder.resolve("jem.tribuo")); // with provenance
        model.saveONNXModel("org.example", 1, folder.resolve("jem.onnx")); // for any ONNX runtime
        // end
        return logDensity.length + digits.length;
    }
}
