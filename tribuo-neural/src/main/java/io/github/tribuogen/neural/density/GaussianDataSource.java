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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.github.tribuogen.neural.config.Require;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.OutputFactory;
import org.tribuo.Trainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;
import org.tribuo.provenance.DataSourceProvenance;

/**
 * Draws density data from a Gaussian whose true log density is known: features {@code x000, x001, ...}, output
 * OBSERVED. Equal settings give equal examples.
 */
public final class GaussianDataSource implements ConfigurableDataSource<LogDensity> {

    @Config(mandatory = true, description = "The number of examples, at least 1.")
    private int numSamples;

    @Config(description = "The mean, one number for each of the D features.")
    private double[] mean = {0.0, 0.0};

    @Config(description = "The covariance, D x D numbers row by row, symmetric and positive definite.")
    private double[] covariance = {1.0, 0.0, 0.0, 1.0};

    @Config(description = "The seed of the random number generator.")
    private long seed = Trainer.DEFAULT_SEED;

    private List<Example<LogDensity>> examples;

    /** For OLCUT. */
    private GaussianDataSource() {}

    /**
     * Makes a source.
     *
     * @param numSamples The number of examples, at least 1.
     * @param mean The mean, length D.
     * @param covariance The covariance, D x D numbers row by row, symmetric and positive definite.
     * @param seed The seed of the random number generator.
     * @throws PropertyException If a setting is out of range or the lengths do not agree.
     */
    public GaussianDataSource(int numSamples, double[] mean, double[] covariance, long seed) {
        this.numSamples = numSamples;
        this.mean = mean.clone();
        this.covariance = covariance.clone();
        this.seed = seed;
        postConfig();
    }

    @Override
    public void postConfig() {
        int d = mean.length;
        Require.atLeast("numSamples", numSamples, 1);
        if (d < 1) {
            throw new PropertyException("", "mean", "found no numbers, expected at least one");
        }
        if (covariance.length != d * d) {
            throw new PropertyException(
                    "",
                    "covariance",
                    "found " + covariance.length + " numbers, expected " + d + " x " + d + " = " + d * d);
        }
        double[][] matrix = new double[d][];
        for (int i = 0; i < d; i++) {
            matrix[i] = Arrays.copyOfRange(covariance, i * d, (i + 1) * d);
        }
        Gaussian gaussian;
        try {
            gaussian = Gaussian.ofMoments(CovarianceType.FULL, mean, matrix);
        } catch (IllegalArgumentException e) {
            throw new PropertyException(
                    e,
                    "",
                    "covariance",
                    "found " + Arrays.toString(covariance) + ", expected a symmetric positive definite matrix: "
                            + e.getMessage());
        }
        int width = Math.max(3, Integer.toString(d - 1).length());
        String[] names = new String[d];
        for (int i = 0; i < d; i++) {
            // Feature ids follow the order of the names as text, so the numbers are padded.
            names[i] = String.format(Locale.ROOT, "x%0" + width + "d", i);
        }
        SplittableRandom rng = new SplittableRandom(seed);
        List<Example<LogDensity>> drawn = new ArrayList<>(numSamples);
        for (int i = 0; i < numSamples; i++) {
            drawn.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names, gaussian.sample(rng)));
        }
        examples = Collections.unmodifiableList(drawn);
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
        return new GaussianDataSourceProvenance(this);
    }

    @Override
    public String toString() {
        return "GaussianDataSource(numSamples=" + numSamples + ",mean=" + Arrays.toString(mean) + ",covariance="
                + Arrays.toString(covariance) + ",seed=" + seed + ")";
    }

    /** Provenance of a {@link GaussianDataSource}: its settings. */
    public static final class GaussianDataSourceProvenance extends SkeletalConfiguredObjectProvenance
            implements ConfiguredDataSourceProvenance {
        private static final long serialVersionUID = 1L;

        GaussianDataSourceProvenance(GaussianDataSource host) {
            super(host, "DataSource");
        }

        /**
         * Makes a provenance of its marshalled form.
         *
         * @param map The values.
         */
        public GaussianDataSourceProvenance(Map<String, Provenance> map) {
            super(extract(map));
        }

        private static ExtractedInfo extract(Map<String, Provenance> map) {
            Map<String, Provenance> parameters = new HashMap<>(map);
            String owner = GaussianDataSourceProvenance.class.getSimpleName();
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
