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
import java.util.Locale;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Any Tribuo classifier as a probe: a support vector machine as in the paper, k nearest neighbours, logistic regression.
 *
 * @param trainer The trainer.
 */
public record TrainerProbe(Trainer<Label> trainer) implements Probe {
    @Override
    public String[] predict(double[][] train, String[] labels, double[][] test) {
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> data = new MutableDataset<>(new SimpleDataSourceProvenance("probe", factory), factory);
        for (int i = 0; i < train.length; i++) {
            data.add(example(train[i], new Label(labels[i])));
        }
        Model<Label> model = trainer.train(data);
        return Arrays.stream(test)
                .map(row -> model.predict(example(row, LabelFactory.UNKNOWN_LABEL))
                        .getOutput()
                        .getLabel())
                .toArray(String[]::new);
    }

    private static ArrayExample<Label> example(double[] row, Label label) {
        String[] names = new String[row.length];
        Arrays.setAll(names, j -> String.format(Locale.ROOT, FrameSet.FEATURE, j));
        return new ArrayExample<>(label, names, row);
    }
}
