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
package io.github.tribuogen.ebm.energy;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.OutputFactory;
import org.tribuo.Trainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;
import org.tribuo.provenance.DataSourceProvenance;

/**
 * Draws data of {@link LinearICA}'s true model, {@code x = s B^-1} with independent standard logistic sources s and B of {@link
 * WellConditionedInitialiser}: features {@code x000, x001, ...}, output OBSERVED. Equal settings give equal examples; sources
 * of equal matrix seed share B.
 */
public final class LinearICADataSource implements ConfigurableDataSource<LogDensity> {
    @Config(mandatory = true, description = "The number of examples, at least 1.")
    private int numSamples;

    @Config(description = "The number of coordinates D, at least 1.")
    private int dimension = 2;

    @Config(description = "The seed of the matrix B.")
    private long matrixSeed = Trainer.DEFAULT_SEED;

    @Config(description = "The seed of the examples.")
    private long seed = Trainer.DEFAULT_SEED;

    private double[][] unmixing;
    private double logDeterminant;
    private List<Example<LogDensity>> examples;

    /** For OLCUT. */
    private LinearICADataSource() {}

    /**
     * Makes a source.
     *
     * @param numSamples The number of examples, at least 1.
     * @param dimension D, at least 1.
     * @param matrixSeed The seed of B.
     * @param seed The seed of the examples.
     */
    public LinearICADataSource(int numSamples, int dimension, long matrixSeed, long seed) {
        this.numSamples = numSamples;
        this.dimension = dimension;
        this.matrixSeed = matrixSeed;
        this.seed = seed;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("numSamples", numSamples, 1);
        Require.atLeast("dimension", dimension, 1);
        unmixing = WellConditionedInitialiser.draw(dimension, new SplittableRandom(matrixSeed));
        LUDecomposition lu = new LUDecomposition(MatrixUtils.createRealMatrix(unmixing));
        logDeterminant = Math.log(Math.abs(lu.getDeterminant()));
        double[][] mixing = lu.getSolver().getInverse().getData();
        int width = Math.max(3, Integer.toString(dimension - 1).length());
        String[] names = new String[dimension];
        // ids follow the order of the names as text, so the numbers are padded
        Arrays.setAll(names, i -> String.format(Locale.ROOT, "x%0" + width + "d", i));
        SplittableRandom rng = new SplittableRandom(seed);
        List<Example<LogDensity>> drawn = new ArrayList<>(numSamples);
        for (int i = 0; i < numSamples; i++) {
            double[] x = new double[dimension];
            for (int j = 0; j < dimension; j++) {
                double u = 1 - rng.nextDouble();
                double s = u < 1 ? Math.log(u) - Math.log1p(-u) : 0;
                for (int k = 0; k < dimension; k++) {
                    x[k] += s * mixing[j][k];
                }
            }
            drawn.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names, x));
        }
        examples = Collections.unmodifiableList(drawn);
    }

    /**
     * B.
     *
     * @return A copy, [D, D].
     */
    public double[][] unmixing() {
        return Arrays.stream(unmixing).map(double[]::clone).toArray(double[][]::new);
    }

    /**
     * The entropy of the true density, {@code 2 D - log|det B|}: the least mean negative log density that a model can have.
     *
     * @return In nats.
     */
    public double entropy() {
        return 2 * dimension - logDeterminant;
    }

    /**
     * The true log density.
     *
     * @param x A point, [D].
     * @return In nats.
     */
    public double logDensity(float[] x) {
        double sum = logDeterminant;
        for (int j = 0; j < dimension; j++) {
            double s = 0;
            for (int k = 0; k < dimension; k++) {
                s += x[k] * unmixing[k][j];
            }
            sum -= Math.abs(s) + 2 * Math.log1p(Math.exp(-Math.abs(s)));
        }
        return sum;
    }

    @Override
    public Iterator<Example<LogDensity>> iterator() {
        // data sets change the examples they are given, so each iteration hands out copies
        return examples.stream().map(Example::copy).iterator();
    }

    @Override
    public OutputFactory<LogDensity> getOutputFactory() {
        return new LogDensityFactory();
    }

    @Override
    public DataSourceProvenance getProvenance() {
        return new LinearICADataSourceProvenance(this);
    }

    @Override
    public String toString() {
        return "LinearICADataSource(numSamples=" + numSamples + ",dimension=" + dimension + ",matrixSeed=" + matrixSeed
                + ",seed=" + seed + ")";
    }

    /** Provenance of a {@link LinearICADataSource}: its settings. */
    public static final class LinearICADataSourceProvenance extends SkeletalConfiguredObjectProvenance
            implements ConfiguredDataSourceProvenance {
        private static final long serialVersionUID = 1L;

        LinearICADataSourceProvenance(LinearICADataSource host) {
            super(host, "DataSource");
        }

        /**
         * Makes a provenance of its marshalled form.
         *
         * @param map The values.
         */
        public LinearICADataSourceProvenance(Map<String, Provenance> map) {
            super(extract(map));
        }

        private static ExtractedInfo extract(Map<String, Provenance> map) {
            Map<String, Provenance> parameters = new HashMap<>(map);
            String owner = LinearICADataSourceProvenance.class.getSimpleName();
            String className = ObjectProvenance.checkAndExtractProvenance(
                            parameters, CLASS_NAME, StringProvenance.class, owner)
                    .getValue();
            String shortName = ObjectProvenance.checkAndExtractProvenance(
                            parameters, HOST_SHORT_NAME, StringProvenance.class, owner)
                    .getValue();
            return new ExtractedInfo(className, shortName, parameters, Collections.emptyMap());
        }
    }
}
