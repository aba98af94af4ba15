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
package io.github.tribuogen.ebm.fit;

import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.runtime.Device;
import java.util.Arrays;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Data and settings that the tests of the trainer share. */
final class Fits {
    private Fits() {}

    /** Rows with features a, b, c ... */
    static MutableDataset<LogDensity> rows(double[]... rows) {
        LogDensityFactory factory = new LogDensityFactory();
        MutableDataset<LogDensity> data =
                new MutableDataset<>(new SimpleDataSourceProvenance("rows", factory), factory);
        for (double[] row : rows) {
            String[] names = new String[row.length];
            Arrays.setAll(names, j -> Character.toString('a' + j));
            data.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names, row));
        }
        return data;
    }

    /** The rows of a matrix. */
    static MutableDataset<LogDensity> rows(HostTensor points) {
        int n = Math.toIntExact(points.shape()[0]);
        double[] flat = points.toDoubles();
        int d = flat.length / n;
        double[][] rows = new double[n][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * d, (i + 1) * d));
        return rows(rows);
    }

    static TrainingSettings.Builder settings(long steps) {
        return TrainingSettings.builder()
                .batchSize(32)
                .steps(steps)
                .device(Device.cpu(1))
                .showProgress(false);
    }
}
