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
package io.github.tribuogen.video.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;

/**
 * A classifier of real frames that is asked about generated ones.
 *
 * @param model Gives probabilities; its features are those of {@link FrameSet#dataset} with {@link PixelFeatures}.
 */
public record FrameJudge(Model<Label> model) {
    /** Checks that the model gives probabilities. */
    public FrameJudge {
        if (!model.generatesProbabilities()) {
            throw new IllegalArgumentException(
                    "model: one that gives probabilities expected, found " + model.getName());
        }
    }

    /**
     * The classes it knows.
     *
     * @return In the order of their names.
     */
    public List<String> classes() {
        return model.getOutputIDInfo().getDomain().stream()
                .map(Label::getLabel)
                .sorted()
                .toList();
    }

    /**
     * What it says of frames.
     *
     * @param frames [n, frame].
     * @return [n, classes].
     */
    public double[][] probabilities(float[][] frames) {
        List<String> classes = classes();
        String[] names = new String[frames.length == 0 ? 0 : frames[0].length];
        Arrays.setAll(names, j -> String.format(Locale.ROOT, FrameSet.FEATURE, j));
        double[][] rows = new double[frames.length][classes.size()];
        for (int i = 0; i < frames.length; i++) {
            double[] values = new double[names.length];
            for (int j = 0; j < values.length; j++) {
                values[j] = frames[i][j];
            }
            Prediction<Label> said = model.predict(new ArrayExample<>(LabelFactory.UNKNOWN_LABEL, names, values));
            for (int y = 0; y < classes.size(); y++) {
                rows[i][y] = said.getOutputScores().get(classes.get(y)).getScore();
            }
        }
        return rows;
    }
}
