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
package io.github.tribuogen.gradest.vae;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.data.SettingsProvenance;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.OutputFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.DataSourceProvenance;

/**
 * All square black and white pictures whose rows are each of one colour or whose columns are, each once: {@code 2^(n + 1) - 2} of them
 * (MacKay, "Information Theory, Inference, and Learning Algorithms", 2003, section 43.2). Features {@code p000, p001, ...} row by
 * row, zeros and ones; the log probability of a picture under their law is {@code -log(2^(n + 1) - 2)}.
 */
public final class BarsAndStripesDataSource implements ConfigurableDataSource<LogDensity> {
    @Config(description = "The side n of the pictures, from 2 to 12.")
    private int side = 4;

    private List<Example<LogDensity>> examples;

    /** Pictures of 4x4. Also for OLCUT. */
    public BarsAndStripesDataSource() {
        postConfig();
    }

    /**
     * All pictures of a size.
     *
     * @param side The side n of the pictures, from 2 to 12.
     */
    public BarsAndStripesDataSource(int side) {
        this.side = side;
        postConfig();
    }

    @Override
    public void postConfig() {
        if (side < 2 || side > 12) {
            throw new PropertyException("", "side", "found " + side + ", expected 2 to 12");
        }
        String[] names = new String[side * side];
        for (int i = 0; i < names.length; i++) {
            names[i] = String.format(Locale.ROOT, "p%03d", i);
        }
        List<Example<LogDensity>> all = new ArrayList<>();
        for (List<Double> picture : pictures()) {
            all.add(new ArrayExample<>(
                    LogDensityFactory.OBSERVED,
                    names,
                    picture.stream().mapToDouble(v -> v).toArray()));
        }
        examples = Collections.unmodifiableList(all);
    }

    /** Black and white alone are both bars and stripes, hence a set. */
    private Set<List<Double>> pictures() {
        Set<List<Double>> all = new LinkedHashSet<>();
        for (int pattern = 0; pattern < 1 << side; pattern++) {
            List<Double> bars = new ArrayList<>();
            List<Double> stripes = new ArrayList<>();
            for (int i = 0; i < side * side; i++) {
                bars.add((double) (pattern >> i / side & 1));
                stripes.add((double) (pattern >> i % side & 1));
            }
            all.add(bars);
            all.add(stripes);
        }
        return all;
    }

    @Override
    public Iterator<Example<LogDensity>> iterator() {
        // Data sets change the examples they are given, so each iteration hands out copies.
        return examples.stream().map(Example::copy).iterator();
    }

    @Override
    public OutputFactory<LogDensity> getOutputFactory() {
        return new LogDensityFactory();
    }

    @Override
    public DataSourceProvenance getProvenance() {
        return new SettingsProvenance(this);
    }

    @Override
    public String toString() {
        return "BarsAndStripesDataSource(side=" + side + ")";
    }
}
