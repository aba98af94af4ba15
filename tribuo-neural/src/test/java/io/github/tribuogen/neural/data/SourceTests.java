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

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.test.Helpers;

/** What the tests of all sources share. */
final class SourceTests {
    private SourceTests() {}

    static <T extends Output<T>> List<Example<T>> list(Iterable<Example<T>> source) {
        List<Example<T>> examples = new ArrayList<>();
        source.forEach(examples::add);
        return examples;
    }

    static double[] values(Example<?> example) {
        TreeMap<String, Double> sorted = new TreeMap<>();
        for (Feature feature : example) {
            sorted.put(feature.getName(), feature.getValue());
        }
        return sorted.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    static List<String> labels(Iterable<Example<Label>> source) {
        List<String> labels = new ArrayList<>();
        source.forEach(example -> labels.add(example.getOutput().getLabel()));
        return labels;
    }

    /** Marshals the provenance, rebuilds the source from it and compares every example. */
    @SuppressWarnings("unchecked")
    static <T extends Output<T>> void checkProvenanceAndRebuild(ConfigurableDataSource<T> source) {
        Helpers.testProvenanceMarshalling(source.getProvenance());
        ConfigurationManager manager = new ConfigurationManager();
        manager.addConfiguration(ProvenanceUtil.extractConfiguration(source.getProvenance()));
        ConfigurableDataSource<T> rebuilt =
                (ConfigurableDataSource<T>) manager.lookupAll(source.getClass()).get(0);
        assertEquals(source.toString(), rebuilt.toString());
        Iterator<Example<T>> other = rebuilt.iterator();
        int count = 0;
        for (Example<T> example : source) {
            assertEquals(example, other.next());
            count++;
        }
        assertEquals(false, other.hasNext());
        MutableDataset<T> dataset = new MutableDataset<>(source);
        assertEquals(count, dataset.size());
        Helpers.testProvenanceMarshalling(dataset.getProvenance());
    }
}
