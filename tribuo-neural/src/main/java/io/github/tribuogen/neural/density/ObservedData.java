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
package io.github.tribuogen.neural.density;

import java.util.ArrayList;
import java.util.List;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.ImmutableDataset;
import org.tribuo.impl.ArrayExample;

/** Turns data of any output type into density data: the same features, weights and metadata, the output OBSERVED. */
public final class ObservedData {
    private ObservedData() {}

    /**
     * Copies an example with the output {@link LogDensityFactory#OBSERVED}.
     *
     * @param example An example of any output type, left unchanged.
     * @return The copy.
     */
    public static Example<LogDensity> of(Example<?> example) {
        Example<LogDensity> copy = new ArrayExample<>(LogDensityFactory.OBSERVED, example, example.getWeight());
        example.getMetadata().forEach(copy::setMetadataValue);
        return copy;
    }

    /**
     * Copies a data set with the output {@link LogDensityFactory#OBSERVED}. The copy keeps the feature domain, so that a
     * fold or a view keeps the features (and the ids) of the whole, and the provenance of the source.
     *
     * @param data A data set of any output type, left unchanged.
     * @return The copy.
     */
    public static Dataset<LogDensity> of(Dataset<?> data) {
        // By iteration, not getData(): it follows the order of a shuffled data set.
        List<Example<?>> examples = new ArrayList<>(data.size());
        for (Example<?> example : data) {
            examples.add(example);
        }
        return of(data, examples);
    }

    /** The same for chosen examples of a data set. */
    static Dataset<LogDensity> of(Dataset<?> data, List<? extends Example<?>> chosen) {
        MutableLogDensityInfo info = new MutableLogDensityInfo();
        List<Example<LogDensity>> observed = new ArrayList<>(chosen.size());
        for (Example<?> example : chosen) {
            observed.add(of(example));
            info.observe(LogDensityFactory.OBSERVED);
        }
        return new ImmutableDataset<>(
                observed,
                data.getSourceProvenance(),
                new LogDensityFactory(),
                data.getFeatureIDMap(),
                info.generateImmutableOutputInfo(),
                false);
    }
}
