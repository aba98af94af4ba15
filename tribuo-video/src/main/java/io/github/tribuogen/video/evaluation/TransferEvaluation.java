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

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import io.github.tribuogen.neural.evaluation.ConfiguredEvaluationProvenance;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a model's codes were found to be good for. Immutable. */
public final class TransferEvaluation implements Provenancable<ConfiguredEvaluationProvenance> {
    private final Map<String, Map<String, Double>> probes;
    private final Map<String, Double> scores;
    private final double[] aboveFloor;
    private final ConfiguredEvaluationProvenance provenance;

    TransferEvaluation(
            Map<String, Map<String, Double>> probes,
            Map<String, Double> scores,
            double[] aboveFloor,
            ConfiguredEvaluationProvenance provenance) {
        Map<String, Map<String, Double>> copies = new LinkedHashMap<>();
        probes.forEach((block, figures) -> copies.put(block, Collections.unmodifiableMap(figures)));
        this.probes = Collections.unmodifiableMap(copies);
        this.scores = Collections.unmodifiableMap(scores);
        this.aboveFloor = aboveFloor.clone();
        this.provenance = provenance;
    }

    /**
     * What can be read off the blocks.
     *
     * @return By block, and for "all" of them, the figures of {@link TransferEvaluator#probe}.
     */
    public Map<String, Map<String, Double>> probes() {
        return probes;
    }

    /**
     * One figure of a block.
     *
     * @param block The block, or "all".
     * @param figure For instance "class".
     * @return Its value.
     * @throws IllegalArgumentException If there is none of these names.
     */
    public double probe(String block, String figure) {
        Map<String, Double> figures = probes.get(block);
        if (figures == null || !figures.containsKey(figure)) {
            throw new IllegalArgumentException("No figure '" + figure + "' of '" + block + "', expected one of "
                    + probes.values().iterator().next().keySet() + " of " + probes.keySet());
        }
        return figures.get(figure);
    }

    /**
     * Scores of separation and disentanglement.
     *
     * @return By name: "D", "block gap", "block MIG", ...
     */
    public Map<String, Double> scores() {
        return scores;
    }

    /**
     * What each feature pays beyond what it must, in nats a clip: an idle feature is near 0.
     *
     * @return Means over the test clips, [features].
     */
    public double[] aboveFloor() {
        return aboveFloor.clone();
    }

    /**
     * All figures under readable names, such as "class from identity".
     *
     * @return The figures.
     */
    public Map<String, Double> asMap() {
        Map<String, Double> map = new LinkedHashMap<>();
        probes.forEach((block, figures) -> figures.forEach((name, v) -> map.put(name + " from " + block, v)));
        map.putAll(scores);
        for (int j = 0; j < aboveFloor.length; j++) {
            map.put("KL above floor, feature " + j, aboveFloor[j]);
        }
        return map;
    }

    /**
     * The evaluation as a JSON object: "probes" by block, "scores", "aboveFloor" by feature, and the provenance as text. A figure that is
     * no finite number, such as the correlation with something constant, is null.
     *
     * @return The text.
     */
    public String toJson() {
        StringWriter out = new StringWriter();
        try (JsonGenerator g = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
            g.writeStartObject();
            g.writeObjectFieldStart("probes");
            for (Map.Entry<String, Map<String, Double>> block : probes.entrySet()) {
                write(g, block.getKey(), block.getValue());
            }
            g.writeEndObject();
            write(g, "scores", scores);
            g.writeArrayFieldStart("aboveFloor");
            for (double nats : aboveFloor) {
                write(g, nats);
            }
            g.writeEndArray();
            g.writeStringField("provenance", provenance.toString());
            g.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void write(JsonGenerator g, String name, Map<String, Double> figures) throws IOException {
        g.writeObjectFieldStart(name);
        for (Map.Entry<String, Double> figure : figures.entrySet()) {
            g.writeFieldName(figure.getKey());
            write(g, figure.getValue());
        }
        g.writeEndObject();
    }

    private static void write(JsonGenerator g, double value) throws IOException {
        if (Double.isFinite(value)) {
            g.writeNumber(value);
        } else {
            g.writeNull();
        }
    }

    @Override
    public ConfiguredEvaluationProvenance getProvenance() {
        return provenance;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        asMap().forEach((name, value) -> text.append(String.format(Locale.ROOT, "%-40s %8.4f%n", name, value)));
        return text.toString();
    }
}
