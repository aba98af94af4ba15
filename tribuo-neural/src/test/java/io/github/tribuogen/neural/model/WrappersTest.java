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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.evaluation.LabelEvaluation;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.example.InterlockingCrescentsDataSource;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.evaluation.CrossValidation;
import org.tribuo.evaluation.TrainTestSplitter;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.evaluation.RegressionEvaluation;
import org.tribuo.regression.evaluation.RegressionEvaluator;
import org.tribuo.test.Helpers;
import org.tribuo.transform.TransformTrainer;
import org.tribuo.transform.TransformationMap;
import org.tribuo.transform.TransformedModel;
import org.tribuo.transform.transformations.LinearScalingTransformation;

/** Tribuo's cross-validation, transformation and bagging around neural trainers. */
class WrappersTest {
    private static Dataset<Label> crescents() {
        return new MutableDataset<>(new InterlockingCrescentsDataSource(200));
    }

    @Test
    void crossValidation() {
        Subject<Label> s = Subject.classifier();
        CrossValidation<Label, LabelEvaluation> cv =
                new CrossValidation<>(s.trainer(b -> b.steps(300)), crescents(), new LabelEvaluator(), 3, 11);
        List<Pair<LabelEvaluation, org.tribuo.Model<Label>>> folds = cv.evaluate();
        assertEquals(3, folds.size());
        for (Pair<LabelEvaluation, org.tribuo.Model<Label>> f : folds) {
            assertTrue(f.getA().accuracy() > 0.8, "accuracy " + f.getA().accuracy());
            Helpers.testProvenanceMarshalling(f.getB().getProvenance());
        }
    }

    @Test
    void crossValidationOfTheRegressor() {
        Subject<Regressor> s = Subject.regressor();
        List<Pair<RegressionEvaluation, org.tribuo.Model<Regressor>>> folds =
                new CrossValidation<>(s.trainer(), s.train(), new RegressionEvaluator(), 3, 11).evaluate();
        assertEquals(3, folds.size());
        folds.forEach(f -> f.getA().rmse().values().forEach(v -> assertTrue(Double.isFinite(v))));
    }

    @Test
    void transformTrainer() {
        Subject<Label> s = Subject.classifier();
        Dataset<Label> d = crescents();
        TransformTrainer<Label> t = new TransformTrainer<>(
                s.trainer(b -> b.steps(300)), new TransformationMap(List.of(new LinearScalingTransformation(0, 1))));
        TransformedModel<Label> m = t.train(d);
        assertTrue(new LabelEvaluator().evaluate(m, d).accuracy() > 0.8);
        Helpers.testModelProtoSerialization(m, Label.class, d);
    }

    @Test
    void baggingOfClassifiers() {
        Subject<Label> s = Subject.classifier();
        TrainTestSplitter<Label> split = new TrainTestSplitter<>(new InterlockingCrescentsDataSource(300), 0.7, 1);
        MutableDataset<Label> train = new MutableDataset<>(split.getTrain());
        MutableDataset<Label> test = new MutableDataset<>(split.getTest());
        BaggingTrainer<Label> bagging = new BaggingTrainer<>(s.trainer(b -> b.steps(300)), new VotingCombiner(), 4, 9);
        WeightedEnsembleModel<Label> m = (WeightedEnsembleModel<Label>) bagging.train(train);
        assertEquals(4, m.getModels().size());
        assertTrue(new LabelEvaluator().evaluate(m, test).accuracy() > 0.8);
        assertDiffer(m, test);
        Helpers.testModelProtoSerialization(m, Label.class, test);
        // two trainers of the same seeds make the same ensemble
        WeightedEnsembleModel<Label> again = (WeightedEnsembleModel<Label>)
                new BaggingTrainer<>(s.trainer(b -> b.steps(300)), new VotingCombiner(), 4, 9).train(train);
        assertEquals(outputs(m.predict(test)), outputs(again.predict(test)));
    }

    @Test
    void baggingOfRegressors() {
        Subject<Regressor> s = Subject.regressor();
        BaggingTrainer<Regressor> bagging = new BaggingTrainer<>(s.trainer(), new AveragingCombiner(), 3, 9);
        WeightedEnsembleModel<Regressor> m = (WeightedEnsembleModel<Regressor>) bagging.train(s.train());
        Helpers.testModelProtoSerialization(m, Regressor.class, s.dense().getB());
        assertDiffer(m, s.dense().getB());
    }

    /** The members must not all be the same model. */
    private static <T extends Output<T>> void assertDiffer(WeightedEnsembleModel<T> m, Dataset<T> test) {
        long different = m.getModels().stream()
                .map(member -> java.util.Arrays.toString(Subject.numbers(member.predict(test))))
                .distinct()
                .count();
        assertEquals(m.getModels().size(), different);
    }

    private static List<String> outputs(List<Prediction<Label>> predictions) {
        return predictions.stream()
                .map(p -> p.getOutput().getLabel() + p.getOutput().getScore())
                .toList();
    }
}
