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
package io.github.tribuogen.neural.progress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Keeps every metric it hears, so that the curves can be drawn or tabulated after the run. Holds the last run. */
public final class MetricHistory implements ProgressListener {
    private final List<Long> steps = new ArrayList<>();
    private final List<Map<String, Double>> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    @Override
    public synchronized void started(String task, long totalSteps) {
        steps.clear();
        rows.clear();
        notes.clear();
    }

    @Override
    public synchronized void progressed(long step, Map<String, Double> metrics, double stepsPerSecond) {
        steps.add(step);
        rows.add(new LinkedHashMap<>(metrics));
    }

    @Override
    public synchronized void finished(long step, Map<String, Double> metrics) {
        // Only what was not heard already: most runs end with a step they have reported.
        if (!metrics.isEmpty() && (steps.isEmpty() || steps.get(steps.size() - 1) != step)) {
            progressed(step, metrics, Double.NaN);
        }
    }

    @Override
    public synchronized void note(String message) {
        notes.add(message);
    }

    /** The names of all metrics heard, in the order they first came. */
    public synchronized Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.keySet()));
        return Collections.unmodifiableSet(names);
    }

    /**
     * The steps at which a metric was heard.
     *
     * @param name a metric
     * @return its steps, ascending; empty if the name was never heard
     */
    public synchronized double[] steps(String name) {
        Objects.requireNonNull(name, "name");
        double[] heard = new double[steps.size()];
        int count = 0;
        for (int i = 0; i < heard.length; i++) {
            if (rows.get(i).get(name) != null) {
                heard[count++] = steps.get(i);
            }
        }
        return Arrays.copyOf(heard, count);
    }

    /**
     * The values of a metric, one for each of {@link #steps(String)}.
     *
     * @param name a metric
     * @return its values; empty if the name was never heard
     */
    public synchronized double[] values(String name) {
        Objects.requireNonNull(name, "name");
        return rows.stream()
                .map(row -> row.get(name))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /** The notes heard, in order. */
    public synchronized List<String> notes() {
        return List.copyOf(notes);
    }
}
