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
package io.github.tribuogen.ebm.stein;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import io.github.tribuogen.neural.evaluation.ConfiguredEvaluationProvenance;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What tests say of a model and a dataset. Immutable. */
public final class SteinEvaluation implements Provenancable<ConfiguredEvaluationProvenance> {
    private static final int SHOWN = 5;

    private final List<GoodnessOfFit> results;
    private final List<String> features;
    private final ConfiguredEvaluationProvenance provenance;

    SteinEvaluation(List<GoodnessOfFit> results, List<String> features, ConfiguredEvaluationProvenance provenance) {
        this.results = List.copyOf(results);
        this.features = List.copyOf(features);
        this.provenance = provenance;
    }

    /**
     * The results.
     *
     * @return One for each test, in the order of the evaluator.
     */
    public List<GoodnessOfFit> results() {
        return results;
    }

    /**
     * The result of a test.
     *
     * @param test The test's name.
     * @return The first of that name.
     * @throws IllegalArgumentException If there is none.
     */
    public GoodnessOfFit result(String test) {
        return results.stream()
                .filter(r -> r.test().equals(test))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown test '" + test + "', expected one of "
                        + results.stream().map(GoodnessOfFit::test).toList()));
    }

    /**
     * The numbers under readable names, such as "LSD p-value".
     *
     * @return Statistic and p-value of each test.
     */
    public Map<String, Double> asMap() {
        Map<String, Double> map = new LinkedHashMap<>();
        for (GoodnessOfFit r : results) {
            map.put(r.test() + " statistic", r.statistic());
            map.put(r.test() + " p-value", r.pValue());
        }
        return map;
    }

    /**
     * The points that fit worst.
     *
     * @param test The test's name, one that tells what each point adds.
     * @param n How many.
     * @return Positions among the points tested (all of the dataset where every point is tested), the worst first.
     */
    public int[] worstFit(String test, int n) {
        double[] u = result(test).perPoint();
        return IntStream.range(0, u.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -u[i]))
                .limit(n)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * What features add, by name.
     *
     * @param test The test's name.
     * @return The attributions in the order of their corrected p-values; empty if the test does not tell.
     */
    public Map<String, GoodnessOfFit.Attribution> attributions(String test) {
        Map<String, GoodnessOfFit.Attribution> named = new LinkedHashMap<>();
        result(test).attributions().stream()
                .sorted(Comparator.comparingDouble(GoodnessOfFit.Attribution::pValue)
                        .thenComparingDouble(a -> -a.z()))
                .forEach(a -> named.put(
                        a.feature() < features.size() ? features.get(a.feature()) : "column " + a.feature(), a));
        return named;
    }

    @Override
    public ConfiguredEvaluationProvenance getProvenance() {
        return provenance;
    }

    @Override
    public String toString() {
        StringBuilder s = new StringBuilder();
        for (GoodnessOfFit r : results) {
            s.append(r);
            if (!r.attributions().isEmpty()) {
                s.append("  features that add most: ")
                        .append(attributions(r.test()).entrySet().stream()
                                .limit(SHOWN)
                                .map(e -> String.format(
                                        Locale.ROOT,
                                        "%s (z %.1f, p %.3g)",
                                        e.getKey(),
                                        e.getValue().z(),
                                        e.getValue().pValue()))
                                .collect(Collectors.joining(", ")))
                        .append(System.lineSeparator());
            }
        }
        return s.toString();
    }

    /**
     * The evaluation as a JSON object: features, results, and the provenance as text.
     *
     * @return The text.
     */
    public String toJson() {
        StringWriter out = new StringWriter();
        try (JsonGenerator g = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
            g.writeStartObject();
            g.writeArrayFieldStart("features");
            for (String f : features) {
                g.writeString(f);
            }
            g.writeEndArray();
            g.writeArrayFieldStart("results");
            for (GoodnessOfFit r : results) {
                r.writeTo(g);
            }
            g.writeEndArray();
            g.writeStringField("provenance", provenance.toString());
            g.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }
}
