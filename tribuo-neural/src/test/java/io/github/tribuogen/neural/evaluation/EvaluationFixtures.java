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
package io.github.tribuogen.neural.evaluation;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.Feature;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.baseline.DummyClassifierTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Small data sets and models whose answers are known by hand. */
public final class EvaluationFixtures {

    private EvaluationFixtures() {}

    /** A data set with the features {@code f0, f1, ...} of each row and {@code outputs[i]}. */
    public static <T extends Output<T>> MutableDataset<T> dataset(
            String description, OutputFactory<T> factory, double[][] rows, List<T> outputs) {
        MutableDataset<T> dataset = new MutableDataset<>(new SimpleDataSourceProvenance(description, factory), factory);
        for (int i = 0; i < rows.length; i++) {
            Example<T> example = new ArrayExample<>(outputs.get(i));
            for (int j = 0; j < rows[i].length; j++) {
                example.add(new Feature("f" + j, rows[i][j]));
            }
            dataset.add(example);
        }
        return dataset;
    }

    /** Labelled rows; label k is called {@code "k"}. */
    public static MutableDataset<Label> labelled(String description, double[][] rows, int[] labels) {
        List<Label> outputs = java.util.Arrays.stream(labels)
                .mapToObj(k -> new Label(Integer.toString(k)))
                .toList();
        return dataset(description, new LabelFactory(), rows, outputs);
    }

    public static ModelProvenance modelProvenance(Dataset<?> dataset) {
        return new ModelProvenance(
                Model.class.getName(),
                OffsetDateTime.parse("2026-01-01T00:00:00Z"),
                dataset.getProvenance(),
                DummyClassifierTrainer.createConstantTrainer("0").getProvenance());
    }

    /** Marshals and unmarshals, and expects the same again. */
    public static void assertMarshals(ObjectProvenance provenance) {
        Assertions.assertEquals(
                provenance, ProvenanceUtil.unmarshalProvenance(ProvenanceUtil.marshalProvenance(provenance)));
    }

    /**
     * Rebuilds a component from its provenance, and expects the same again. Tribuo's own helper compares configurations
     * without rebuilding, and takes equal negative or infinite numbers for different.
     */
    public static <C extends Configurable & Provenancable<ConfiguredObjectProvenance>> void assertRebuilds(
            C component) {
        ConfigurationManager manager = new ConfigurationManager();
        manager.addConfiguration(ProvenanceUtil.extractConfiguration(component.getProvenance()));
        List<? extends Configurable> rebuilt = manager.lookupAll(component.getClass());
        Assertions.assertEquals(1, rebuilt.size());
        Assertions.assertEquals(component.getProvenance(), ((Provenancable<?>) rebuilt.get(0)).getProvenance());
        Assertions.assertEquals(component.toString(), rebuilt.get(0).toString());
    }

    /** Predicts what the features say: feature {@code fk} is the probability of label {@code k}. */
    public static final class EchoModel extends Model<Label> {
        private static final long serialVersionUID = 1L;

        public EchoModel(Dataset<Label> domain, boolean generatesProbabilities) {
            super(
                    "echo",
                    modelProvenance(domain),
                    domain.getFeatureIDMap(),
                    domain.getOutputIDInfo(),
                    generatesProbabilities);
        }

        @Override
        public Prediction<Label> predict(Example<Label> example) {
            Map<String, Label> scores = new LinkedHashMap<>();
            Label best = null;
            for (Feature feature : example) {
                Label label = new Label(feature.getName().substring(1), feature.getValue());
                scores.put(label.getLabel(), label);
                best = best == null || label.getScore() > best.getScore() ? label : best;
            }
            return new Prediction<>(best, scores, example.size(), example, generatesProbabilities);
        }

        @Override
        public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
            return Map.of();
        }

        @Override
        public Optional<Excuse<Label>> getExcuse(Example<Label> example) {
            return Optional.empty();
        }

        @Override
        protected Model<Label> copy(String newName, ModelProvenance newProvenance) {
            throw new UnsupportedOperationException();
        }
    }
}
