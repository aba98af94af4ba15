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

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.MapProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tribuo.Tribuo;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.ModelProvenance;

/**
 * Provenance of an evaluation that uses several data sets or has settings of its own.
 *
 * <p>Tribuo's {@link org.tribuo.provenance.EvaluationProvenance} is final and knows one model and one data set; this one
 * adds the configuration of the evaluator (scores, attacks, radii) and any number of named data sets.
 */
public final class ConfiguredEvaluationProvenance implements ObjectProvenance {
    private static final long serialVersionUID = 1L;

    private static final String MODEL = "model-provenance";
    private static final String DATASETS = "dataset-provenances";
    private static final String EVALUATOR = "evaluator-provenance";
    private static final String TRIBUO_VERSION = "tribuo-version";

    private final ModelProvenance model;
    private final MapProvenance<DataProvenance> datasets;
    private final ConfiguredObjectProvenance evaluator;
    private final String tribuoVersion;

    /**
     * Provenance of an evaluation made now.
     *
     * @param model the model that was evaluated.
     * @param datasets the data sets it was evaluated on, by the role they played.
     * @param evaluator the configuration of the evaluator.
     */
    public ConfiguredEvaluationProvenance(
            ModelProvenance model,
            Map<String, ? extends DataProvenance> datasets,
            ConfiguredObjectProvenance evaluator) {
        this.model = Objects.requireNonNull(model, "model");
        this.datasets = new MapProvenance<>(Map.copyOf(datasets));
        this.evaluator = Objects.requireNonNull(evaluator, "evaluator");
        this.tribuoVersion = Tribuo.VERSION;
    }

    /**
     * Rebuilds a provenance from its marshalled form; used by OLCUT.
     *
     * @param map the fields.
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // OLCUT hands out the erased MapProvenance
    public ConfiguredEvaluationProvenance(Map<String, Provenance> map) {
        String name = ConfiguredEvaluationProvenance.class.getSimpleName();
        this.model = ObjectProvenance.checkAndExtractProvenance(map, MODEL, ModelProvenance.class, name);
        this.datasets = (MapProvenance<DataProvenance>)
                (MapProvenance) ObjectProvenance.checkAndExtractProvenance(map, DATASETS, MapProvenance.class, name);
        this.evaluator =
                ObjectProvenance.checkAndExtractProvenance(map, EVALUATOR, ConfiguredObjectProvenance.class, name);
        this.tribuoVersion = ObjectProvenance.checkAndExtractProvenance(
                        map, TRIBUO_VERSION, StringProvenance.class, name)
                .getValue();
    }

    @Override
    public String getClassName() {
        return ConfiguredEvaluationProvenance.class.getName();
    }

    /**
     * The evaluated model.
     *
     * @return its provenance.
     */
    public ModelProvenance getModelProvenance() {
        return model;
    }

    /**
     * The data sets by the role they played in the evaluation.
     *
     * @return their provenances.
     */
    public Map<String, DataProvenance> getDatasetProvenances() {
        return datasets.getMap();
    }

    /**
     * The settings of the evaluator.
     *
     * @return its provenance.
     */
    public ConfiguredObjectProvenance getEvaluatorProvenance() {
        return evaluator;
    }

    /**
     * The version of Tribuo that ran the evaluation.
     *
     * @return the version.
     */
    public String getTribuoVersion() {
        return tribuoVersion;
    }

    @Override
    public Iterator<Pair<String, Provenance>> iterator() {
        return List.<Pair<String, Provenance>>of(
                        new Pair<>(CLASS_NAME, new StringProvenance(CLASS_NAME, getClassName())),
                        new Pair<>(MODEL, model),
                        new Pair<>(DATASETS, datasets),
                        new Pair<>(EVALUATOR, evaluator),
                        new Pair<>(TRIBUO_VERSION, new StringProvenance(TRIBUO_VERSION, tribuoVersion)))
                .iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfiguredEvaluationProvenance that
                && model.equals(that.model)
                && datasets.equals(that.datasets)
                && evaluator.equals(that.evaluator)
                && tribuoVersion.equals(that.tribuoVersion);
    }

    @Override
    public int hashCode() {
        return Objects.hash(model, datasets, evaluator, tribuoVersion);
    }

    @Override
    public String toString() {
        return generateString("Evaluation");
    }
}
