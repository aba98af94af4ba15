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
package io.github.tribuogen.neural.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Which examples a source of this package gives, and which of them keep their label.
 *
 * <p>In this order: keep the listed classes; keep the first {@code maxExamplesPerClass} of each; keep the first
 * {@code maxExamples}; let {@code labelsPerClass} randomly chosen examples of each class keep their label, all others
 * get the factory's unknown output (semi-supervised learning). The copying methods {@code withX} change one choice.
 */
public final class ExampleSelection implements Configurable, Provenancable<ConfiguredObjectProvenance> {

    @Config(description = "Classes to keep. Empty: all.")
    private List<String> classes = new ArrayList<>();

    @Config(description = "Keep at most this many examples, the first ones. 0: all.")
    private int maxExamples = 0;

    @Config(description = "Keep at most this many examples of each class, the first ones. 0: all.")
    private int maxExamplesPerClass = 0;

    @Config(description = "How many examples of each class keep their label; the others become unknown. -1: all.")
    private int labelsPerClass = -1;

    @Config(description = "Seed of the choice which examples keep their label.")
    private long seed = 1L;

    @Config(description = "Give every example this output instead of its label, e.g. EXPECTED. Empty: the label.")
    private String fixedOutput = "";

    /** Every example with its label. Also for OLCUT. */
    public ExampleSelection() {}

    private ExampleSelection copy() {
        ExampleSelection copy = new ExampleSelection();
        copy.classes = new ArrayList<>(classes);
        copy.maxExamples = maxExamples;
        copy.maxExamplesPerClass = maxExamplesPerClass;
        copy.labelsPerClass = labelsPerClass;
        copy.seed = seed;
        copy.fixedOutput = fixedOutput;
        return copy;
    }

    /**
     * Only some classes.
     *
     * @param names the classes to keep.
     * @return a changed copy.
     */
    public ExampleSelection withClasses(String... names) {
        ExampleSelection copy = copy();
        copy.classes = new ArrayList<>(List.of(names));
        copy.postConfig();
        return copy;
    }

    /**
     * Only the first examples.
     *
     * @param count how many, or 0 for all.
     * @return a changed copy.
     */
    public ExampleSelection withMaxExamples(int count) {
        ExampleSelection copy = copy();
        copy.maxExamples = count;
        copy.postConfig();
        return copy;
    }

    /**
     * Only the first examples of each class.
     *
     * @param count how many, or 0 for all.
     * @return a changed copy.
     */
    public ExampleSelection withMaxExamplesPerClass(int count) {
        ExampleSelection copy = copy();
        copy.maxExamplesPerClass = count;
        copy.postConfig();
        return copy;
    }

    /**
     * Only some labels.
     *
     * @param count how many examples of each class keep their label, or -1 for all.
     * @param labelSeed the seed of the choice.
     * @return a changed copy.
     */
    public ExampleSelection withLabelsPerClass(int count, long labelSeed) {
        ExampleSelection copy = copy();
        copy.labelsPerClass = count;
        copy.seed = labelSeed;
        copy.postConfig();
        return copy;
    }

    /**
     * One output for all examples.
     *
     * @param output what the output factory makes the output from, e.g. {@code EXPECTED} for anomaly detection.
     * @return a changed copy.
     */
    public ExampleSelection withFixedOutput(String output) {
        ExampleSelection copy = copy();
        copy.fixedOutput = output;
        copy.postConfig();
        return copy;
    }

    @Override
    public void postConfig() {
        if (maxExamples < 0) {
            throw new PropertyException("", "maxExamples", "found " + maxExamples + ", expected 0 or more");
        }
        if (maxExamplesPerClass < 0) {
            throw new PropertyException(
                    "", "maxExamplesPerClass", "found " + maxExamplesPerClass + ", expected 0 or more");
        }
        if (labelsPerClass < -1) {
            throw new PropertyException("", "labelsPerClass", "found " + labelsPerClass + ", expected -1 or more");
        }
        if (labelsPerClass >= 0 && !fixedOutput.isEmpty()) {
            throw new PropertyException(
                    "",
                    "fixedOutput",
                    "found '" + fixedOutput + "' beside labelsPerClass = " + labelsPerClass + ", expected one of them");
        }
    }

    /** The chosen rows, in order, each with the text of its output or null for the unknown output. */
    record Selected(int[] rows, String[] outputs) {}

    /**
     * Chooses.
     *
     * @param labels the label of every row, null where there is none.
     * @param what names the source in messages.
     * @return the chosen rows.
     * @throws IllegalArgumentException if a listed class does not occur, or a class has too few examples.
     */
    Selected select(String[] labels, String what) {
        HashSet<String> wanted = new HashSet<>(classes);
        Map<String, Integer> counts = new LinkedHashMap<>();
        TreeSet<String> present = new TreeSet<>();
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] != null) {
                present.add(labels[row]);
            }
            if ((wanted.isEmpty() || (labels[row] != null && wanted.contains(labels[row])))
                    && (maxExamplesPerClass == 0
                            || counts.merge(String.valueOf(labels[row]), 1, Integer::sum) <= maxExamplesPerClass)) {
                rows.add(row);
            }
        }
        wanted.removeAll(present);
        if (!wanted.isEmpty()) {
            throw new IllegalArgumentException(what + ": found no examples of the classes " + new TreeSet<>(wanted)
                    + ", expected some of " + present);
        }
        if (maxExamples > 0 && rows.size() > maxExamples) {
            rows = rows.subList(0, maxExamples);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(what + ": found no examples, expected at least one");
        }
        String[] outputs = new String[rows.size()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = fixedOutput.isEmpty() ? labels[rows.get(i)] : fixedOutput;
        }
        if (labelsPerClass >= 0) {
            dropLabels(outputs, what);
        }
        return new Selected(rows.stream().mapToInt(Integer::intValue).toArray(), outputs);
    }

    private void dropLabels(String[] outputs, String what) {
        Map<String, List<Integer>> byClass = new java.util.TreeMap<>();
        for (int i = 0; i < outputs.length; i++) {
            if (outputs[i] != null) {
                byClass.computeIfAbsent(outputs[i], c -> new ArrayList<>()).add(i);
            }
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (Map.Entry<String, List<Integer>> entry : byClass.entrySet()) {
            List<Integer> members = entry.getValue();
            if (members.size() < labelsPerClass) {
                throw new IllegalArgumentException(what + ": class '" + entry.getKey() + "' has " + members.size()
                        + " examples, expected at least labelsPerClass = " + labelsPerClass);
            }
            int[] order = Permutation.of(members.size(), random.split());
            for (int i = labelsPerClass; i < order.length; i++) {
                outputs[members.get(order[i])] = null;
            }
        }
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "ExampleSelection");
    }

    @Override
    public String toString() {
        return "ExampleSelection(classes=" + (classes.isEmpty() ? "all" : classes) + ", maxExamples=" + maxExamples
                + ", maxExamplesPerClass=" + maxExamplesPerClass + ", labelsPerClass=" + labelsPerClass + ", seed="
                + seed + ", fixedOutput='" + fixedOutput + "')";
    }
}
