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
package io.github.tribuogen.flow.toy;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.OutputFactory;
import org.tribuo.Trainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.DataSourceProvenance;

/**
 * Examples drawn from a law as they are asked for: features {@code x1, x2, ...}, output OBSERVED. Every iteration gives the same
 * examples, as do equal settings.
 */
abstract class DrawnDataSource implements ConfigurableDataSource<LogDensity> {
    @Config(mandatory = true, description = "The number of examples, at least 1.")
    private int numSamples;

    @Config(description = "The seed of the random number generator.")
    private long seed = Trainer.DEFAULT_SEED;

    /** For OLCUT. */
    DrawnDataSource() {}

    DrawnDataSource(int numSamples, long seed) {
        this.numSamples = numSamples;
        this.seed = seed;
    }

    @Override
    public void postConfig() {
        Require.atLeast("numSamples", numSamples, 1);
    }

    abstract Law law();

    @Override
    public Iterator<Example<LogDensity>> iterator() {
        Law law = law();
        SplittableRandom rng = new SplittableRandom(seed);
        String[] names = ClosedForm.names(law.dimension());
        return new Iterator<>() {
            private int given = 0;

            @Override
            public boolean hasNext() {
                return given < numSamples;
            }

            @Override
            public Example<LogDensity> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("all " + numSamples + " examples have been given");
                }
                given++;
                return new ArrayExample<>(LogDensityFactory.OBSERVED, names, law.draw(rng));
            }
        };
    }

    @Override
    public OutputFactory<LogDensity> getOutputFactory() {
        return new LogDensityFactory();
    }

    @Override
    public DataSourceProvenance getProvenance() {
        return new DrawnDataSourceProvenance(this);
    }

    @Override
    public String toString() {
        return "numSamples=" + numSamples + ",seed=" + seed + ")";
    }
}
