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
import java.util.Iterator;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.DataSourceProvenance;

/**
 * The examples of a source of which not all have a label: those of one text, the empty one by default, get Tribuo's unknown label.
 * Tribuo's own readers of tables make a class of an empty field. Metadata and weights stay as they are.
 */
public final class PartlyLabelledDataSource implements ConfigurableDataSource<Label> {
    @Config(mandatory = true, description = "The source of the examples.")
    private ConfigurableDataSource<Label> source;

    @Config(description = "The text of the label of an example without one.")
    private String absent = "";

    private SourceProvenance provenance;

    /** For OLCUT. */
    private PartlyLabelledDataSource() {}

    /**
     * A source some of whose examples have no label.
     *
     * @param source the source of the examples.
     * @param absent the text of the label of an example without one.
     */
    public PartlyLabelledDataSource(ConfigurableDataSource<Label> source, String absent) {
        this.source = source;
        this.absent = absent;
        postConfig();
    }

    @Override
    public void postConfig() {
        provenance = new SourceProvenance(this, null, null);
    }

    @Override
    public Iterator<Example<Label>> iterator() {
        Iterator<Example<Label>> examples = source.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return examples.hasNext();
            }

            @Override
            public Example<Label> next() {
                Example<Label> e = examples.next();
                return e.getOutput().getLabel().equals(absent) ? unlabelled(e) : e;
            }
        };
    }

    private static Example<Label> unlabelled(Example<Label> e) {
        // the one instance that Tribuo counts as unknown
        ArrayExample<Label> copy = new ArrayExample<>(LabelFactory.UNKNOWN_LABEL, e.getWeight(), e.getMetadata());
        for (Feature f : e) {
            copy.add(f);
        }
        return copy;
    }

    @Override
    public OutputFactory<Label> getOutputFactory() {
        return source.getOutputFactory();
    }

    @Override
    public DataSourceProvenance getProvenance() {
        return provenance;
    }

    @Override
    public String toString() {
        return "PartlyLabelledDataSource(source=" + source + ", absent='" + absent + "')";
    }
}
