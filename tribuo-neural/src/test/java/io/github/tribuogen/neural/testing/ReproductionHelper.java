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
package io.github.tribuogen.neural.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.Trainer;
import org.tribuo.protos.core.OutputProto;
import org.tribuo.provenance.TrainerProvenance;

/** Rebuilds a model from its provenance alone and compares predictions bit by bit. */
public final class ReproductionHelper {
    private ReproductionHelper() {}

    /**
     * Rebuilds the trainer that made a model, as it was before that training run.
     *
     * @param model The model.
     * @return A new trainer with the settings and the invocation count of the provenance.
     */
    @SuppressWarnings("unchecked") // the provenance of a Model<T> names a Trainer<T>
    public static <T extends Output<T>> Trainer<T> rebuildTrainer(Model<T> model) {
        TrainerProvenance provenance = model.getProvenance().getTrainerProvenance();
        List<ConfigurationData> configuration = ProvenanceUtil.extractConfiguration(provenance);
        ConfigurationManager manager = new ConfigurationManager();
        manager.addConfiguration(configuration);
        // The root of a provenance comes first.
        Trainer<T> trainer = (Trainer<T>) manager.lookup(configuration.get(0).getName());
        IntProvenance count =
                (IntProvenance) provenance.getInstanceValues().get(TrainerProvenance.TRAIN_INVOCATION_COUNT);
        assertNotNull(count, "the provenance holds no invocation count");
        trainer.setInvocationCount(count.getValue());
        assertEquals(count.getValue(), trainer.getInvocationCount());
        return trainer;
    }

    /**
     * Trains again from the provenance and asserts the same predictions.
     *
     * @param model The model to reproduce.
     * @param trainingData The data it was trained on.
     * @param probes Examples to predict, at least one.
     * @return The new model, for further comparisons; to be closed by the caller if it is closeable.
     */
    public static <T extends Output<T>> Model<T> assertReproduces(
            Model<T> model, Dataset<T> trainingData, Iterable<Example<T>> probes) {
        Model<T> again = rebuildTrainer(model).train(trainingData);
        assertEquals(
                model.getProvenance().getTrainerProvenance(),
                again.getProvenance().getTrainerProvenance());
        assertEquals(
                model.getProvenance().getDatasetProvenance(),
                again.getProvenance().getDatasetProvenance());
        assertIdentical(model.predict(probes), again.predict(probes));
        return again;
    }

    /**
     * Asserts that outputs and score maps agree to the last bit.
     *
     * @param expected The predictions of one model.
     * @param actual The predictions of another for the same examples.
     */
    public static <T extends Output<T>> void assertIdentical(List<Prediction<T>> expected, List<Prediction<T>> actual) {
        assertFalse(expected.isEmpty(), "nothing to compare");
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            // Messages compare doubles by their bits; Output.equals ignores scores.
            assertEquals(
                    expected.get(i).getOutput().serialize(),
                    actual.get(i).getOutput().serialize(),
                    "prediction " + i);
            assertEquals(scores(expected.get(i)), scores(actual.get(i)), "scores of prediction " + i);
        }
    }

    private static Map<String, OutputProto> scores(Prediction<?> prediction) {
        Map<String, OutputProto> scores = new TreeMap<>();
        prediction.getOutputScores().forEach((key, output) -> scores.put(key, output.serialize()));
        return scores;
    }
}
