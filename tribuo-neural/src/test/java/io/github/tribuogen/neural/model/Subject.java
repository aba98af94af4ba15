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

import com.oracle.labs.mlrg.olcut.util.Pair;
import io.github.tribuogen.neural.data.Layout;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.data.VectorLayout;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.example.LabelledDataGenerator;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.example.RegressionDataGenerator;

/**
 * A kind of trainer with data to try it on: what must hold of every neural trainer is tested on all of them.
 *
 * @param name For messages.
 * @param type The output type.
 * @param factory Makes outputs.
 * @param maker Makes a trainer.
 * @param some An output that the trainer has data of.
 * @param dense Training and test data where every feature is present.
 * @param sparse Training and test data where features are missing.
 * @param invalid An example of which the model knows no feature.
 * @param empty An example without features.
 * @param <T> The output type.
 */
record Subject<T extends Output<T>>(
        String name,
        Class<T> type,
        OutputFactory<T> factory,
        Maker<T> maker,
        T some,
        Pair<Dataset<T>, Dataset<T>> dense,
        Pair<Dataset<T>, Dataset<T>> sparse,
        Example<T> invalid,
        Example<T> empty) {

    /** Makes a trainer. */
    interface Maker<T extends Output<T>> {
        NeuralTrainer<T, ? extends NeuralModel<T>> make(Layout layout, TrainingSettings settings, long seed);
    }

    static Subject<Label> classifier() {
        return new Subject<>(
                "classifier",
                Label.class,
                new LabelFactory(),
                (layout, settings, seed) -> new NeuralClassifierTrainer(
                        new Mlp(8), new Adam(1e-2), layout, new Standardisation(), settings, seed),
                new Label("Foo"),
                LabelledDataGenerator.denseTrainTest(),
                LabelledDataGenerator.sparseTrainTest(),
                LabelledDataGenerator.invalidSparseExample(),
                LabelledDataGenerator.emptyExample());
    }

    static Subject<Regressor> regressor() {
        return new Subject<>(
                "regressor",
                Regressor.class,
                new RegressionFactory(),
                (layout, settings, seed) -> new NeuralRegressorTrainer(
                        new Mlp(8), new Adam(1e-2), layout, new Standardisation(), settings, seed),
                new Regressor(new String[] {"a", "b"}, new double[] {1, 2}),
                RegressionDataGenerator.multiDimDenseTrainTest(),
                RegressionDataGenerator.multiDimSparseTrainTest(),
                RegressionDataGenerator.invalidMultiDimSparseExample(),
                RegressionDataGenerator.emptyMultiDimExample());
    }

    static List<Subject<?>> all() {
        return List.of(classifier(), regressor());
    }

    static TrainingSettings.Builder settings() {
        return TrainingSettings.builder()
                .batchSize(16)
                .steps(30)
                .stepsPerRun(7)
                .device(Device.cpu(1))
                .showProgress(false);
    }

    NeuralTrainer<T, ? extends NeuralModel<T>> trainer() {
        return trainer(b -> b);
    }

    NeuralTrainer<T, ? extends NeuralModel<T>> trainer(UnaryOperator<TrainingSettings.Builder> change) {
        return maker.make(new VectorLayout(), change.apply(settings()).build(), 42);
    }

    Dataset<T> train() {
        return dense.getA();
    }

    List<Example<T>> test() {
        return dense.getB().getData();
    }

    MutableDataset<T> dataset() {
        return new MutableDataset<>(new SimpleDataSourceProvenance("test", factory), factory);
    }

    ArrayExample<T> example(T output, double... values) {
        String[] names = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            names[i] = "f" + i;
        }
        return new ArrayExample<>(output, names, values);
    }

    /** All numbers of predictions, to be compared bit by bit. */
    static <T extends Output<T>> double[] numbers(List<Prediction<T>> predictions) {
        return predictions.stream()
                .flatMapToDouble(p -> {
                    Object o = p.getOutput();
                    return o instanceof Regressor r
                            ? java.util.Arrays.stream(r.getValues())
                            : p.getOutputScores().values().stream().mapToDouble(l -> ((Label) (Object) l).getScore());
                })
                .toArray();
    }

    @Override
    public String toString() {
        return name;
    }
}
