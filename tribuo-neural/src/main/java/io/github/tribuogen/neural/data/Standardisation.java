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
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;

/**
 * Subtracts the mean of each column and divides by its standard deviation (that of the population, dividing by n).
 *
 * <p>The fitted map is {@code y = x / sd - mean / sd} in 32-bit floats; where a column's mean is more than about a
 * million times its deviation, subtract an offset from the data first.
 */
public final class Standardisation implements Preprocessor {
    private static final Logger logger = Logger.getLogger(Standardisation.class.getName());
    private static final int NAMED_COLUMNS = 10;

    @Config(description = "What to do with a column that does not vary.")
    private ZeroVariance zeroVariance = ZeroVariance.UNIT_SCALE;

    @Config(description = "A column whose standard deviation is at most this many times 1 + |mean| does not vary.")
    private double tolerance = 1e-7;

    /** The default: columns that do not vary are centred only. Also for OLCUT. */
    public Standardisation() {}

    /**
     * A standardisation with a choice for columns that do not vary.
     *
     * @param zeroVariance what to do with them.
     */
    public Standardisation(ZeroVariance zeroVariance) {
        this.zeroVariance = zeroVariance;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.fraction("tolerance", tolerance);
    }

    @Override
    public FittedPreprocessor fit(float[] data, int rows, int columns) {
        Rows.checkForFit(data, rows, columns);
        double[] mean = new double[columns];
        for (int i = 0; i < data.length; i++) {
            mean[i % columns] += data[i];
        }
        double[] squares = new double[columns];
        for (int j = 0; j < columns; j++) {
            mean[j] /= rows;
        }
        for (int i = 0; i < data.length; i++) {
            double difference = data[i] - mean[i % columns];
            squares[i % columns] += difference * difference;
        }
        float[] scale = new float[columns];
        float[] shift = new float[columns];
        List<Integer> constant = new ArrayList<>();
        for (int j = 0; j < columns; j++) {
            double deviation = Math.sqrt(squares[j] / rows);
            if (deviation <= tolerance * (1 + Math.abs(mean[j]))) {
                constant.add(j);
                deviation = 1;
            }
            scale[j] = (float) (1 / deviation);
            shift[j] = (float) (-mean[j] / deviation);
        }
        if (!constant.isEmpty()) {
            String found = constant.size() + " of " + columns + " columns that do not vary: "
                    + constant.subList(0, Math.min(NAMED_COLUMNS, constant.size()))
                    + (constant.size() > NAMED_COLUMNS ? " and more" : "");
            if (zeroVariance == ZeroVariance.REFUSE) {
                throw new IllegalArgumentException(
                        "found " + found + ", expected every column to vary over the " + rows + " rows");
            }
            logger.info("Standardisation leaves the scale at one for " + found);
        }
        return new FittedAffine(new AffineMap(scale, shift));
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Preprocessor");
    }

    @Override
    public String toString() {
        return "Standardisation(zeroVariance=" + zeroVariance + ")";
    }
}
