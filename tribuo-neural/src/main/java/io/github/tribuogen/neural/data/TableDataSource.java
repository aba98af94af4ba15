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
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.provenance.DataSourceProvenance;

/**
 * What the sources of this package share that hold all their rows in memory: outputs, the choice of examples, provenance.
 * A subclass reads its files in {@code postConfig} and ends with {@link #hold}.
 *
 * @param <T> the type of output.
 */
abstract class TableDataSource<T extends Output<T>> implements ConfigurableDataSource<T> {
    @Config(mandatory = true, description = "Makes outputs from labels.")
    private OutputFactory<T> outputFactory;

    @Config(description = "Which examples to give.")
    private ExampleSelection selection = new ExampleSelection();

    private RowTable<T> table;
    private SourceProvenance provenance;

    /** For OLCUT. */
    TableDataSource() {}

    TableDataSource(OutputFactory<T> outputFactory, ExampleSelection selection) {
        this.outputFactory = outputFactory;
        this.selection = selection;
    }

    /**
     * Sets what the source gives.
     *
     * @param what what was read, for messages.
     * @param columns the number of features.
     * @param cells reads a number.
     * @param labels the label of each row; null where there is none.
     * @param read the provenance of what was read.
     */
    final void hold(String what, int columns, RowTable.Cell cells, String[] labels, SourceProvenance read) {
        table = new RowTable<>(what, columns, cells, labels, selection, outputFactory);
        provenance = read;
    }

    final ExampleSelection selection() {
        return selection;
    }

    /**
     * The number of examples.
     *
     * @return how many examples the iterator gives.
     */
    public int size() {
        return table.size();
    }

    @Override
    public Iterator<Example<T>> iterator() {
        return table.iterator();
    }

    @Override
    public OutputFactory<T> getOutputFactory() {
        return outputFactory;
    }

    @Override
    public DataSourceProvenance getProvenance() {
        return provenance;
    }
}
