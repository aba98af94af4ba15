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
package io.github.tribuogen.integration.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.data.ExampleSelection;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluation;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluator;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

/**
 * Ten labels for each of the 8x8 digits, the other training images unlabelled, over ten draws of the labels. JEM sees all
 * images; the plain net, of the same seed and number of steps, only the labelled ones.
 */
@Tag("slow")
class FewLabelsExperimentTest {
    private static final int DRAWS = Integer.getInteger("tribuogen.seeds", 10);
    private static final int STEPS = 1500;

    @Test
    void unlabelledImagesHelp() throws IOException {
        Dataset<Label> test = DigitsContenders.digits(DigitsSplit.TEST, new ExampleSelection());
        Figures figures = new Figures("Digits 8x8 with 10 labels per class, " + STEPS + " steps");
        for (long draw = 1; draw <= DRAWS; draw++) {
            Dataset<Label> all =
                    DigitsContenders.digits(DigitsSplit.TRAIN, new ExampleSelection().withLabelsPerClass(10, draw));
            MutableDataset<Label> labelled = new MutableDataset<>(all.getSourceProvenance(), new LabelFactory());
            all.forEach(example -> {
                if (!example.getOutput().getLabel().equals(Label.UNKNOWN)) {
                    labelled.add(example);
                }
            });
            double[] plain = judge(figures, "plain", DigitsContenders.plain(labelled, STEPS, draw), test);
            double[] jem = judge(figures, "JEM", DigitsContenders.jem(all, STEPS, draw), test);
            figures.add("JEM - plain accuracy", jem[0] - plain[0]).add("JEM - plain ECE", jem[1] - plain[1]);
            figures.write("few-labels");
        }
        assertTrue(figures.median("JEM - plain accuracy") >= 0, figures.markdown());
        assertTrue(figures.median("JEM - plain ECE") < 0, figures.markdown());
        assertTrue(figures.median("JEM NLL") < figures.median("plain NLL"), figures.markdown());
    }

    private static double[] judge(Figures figures, String name, NeuralClassifierModel model, Dataset<Label> test) {
        CalibrationEvaluation calibration = new CalibrationEvaluator().evaluate(model, test);
        figures.add(name + " accuracy", calibration.accuracy())
                .add(name + " NLL", calibration.negativeLogLikelihood())
                .add(name + " ECE", calibration.expectedCalibrationError());
        return new double[] {calibration.accuracy(), calibration.expectedCalibrationError()};
    }
}
