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
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.github.tribuogen.neural.config.Require;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.Map;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Trainer;
import org.tribuo.WeightedExamples;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

/**
 * Fits one Gaussian by weighted maximum likelihood, in closed form.
 *
 * <pre>
 * W = sum_n w_n,   mu = (1/W) sum_n w_n x_n,   Sigma = (1/W) sum_n w_n (x_n - mu)(x_n - mu)' + ridge I
 * </pre>
 *
 * The baseline that every learned density should beat, and exact in all it says, hence a reference for tests. Not for
 * data on several clusters, nor with a full covariance for thousands of features (memory D^2, time N D^2 + D^3). The fit
 * is deterministic; the outputs of the data are not read, so unknown ones are welcome.
 */
public final class GaussianDensityTrainer implements Trainer<LogDensity>, WeightedExamples {

    @Config(description = "The shape of the covariance, FULL or DIAGONAL.")
    private CovarianceType covariance = CovarianceType.FULL;

    @Config(description = "Added to every variance, in squared units of the features, at least 0.")
    private double ridge = 1e-6;

    private int invocationCount = 0;

    /** For OLCUT: a full covariance with a ridge of 1e-6. */
    private GaussianDensityTrainer() {}

    /**
     * Makes a trainer.
     *
     * @param covariance The shape of the covariance.
     * @param ridge Added to every variance, in squared units of the features, at least 0.
     * @throws PropertyException If the ridge is negative or not finite.
     */
    public GaussianDensityTrainer(CovarianceType covariance, double ridge) {
        this.covariance = covariance;
        this.ridge = ridge;
        postConfig();
    }

    @Override
    public void postConfig() {
        if (covariance == null) {
            throw new PropertyException("", "covariance", "found null, expected FULL or DIAGONAL");
        }
        Require.notNegative("ridge", ridge);
    }

    @Override
    public GaussianDensityModel train(Dataset<LogDensity> examples) {
        return train(examples, Collections.emptyMap());
    }

    @Override
    public GaussianDensityModel train(Dataset<LogDensity> examples, Map<String, Provenance> runProvenance) {
        return train(examples, runProvenance, INCREMENT_INVOCATION_COUNT);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException If there are no examples or no features, a value is not finite, a weight is
     *     negative or all are zero, or the covariance is not positive definite.
     */
    @Override
    public GaussianDensityModel train(
            Dataset<LogDensity> examples, Map<String, Provenance> runProvenance, int invocationCount) {
        if (examples.size() == 0) {
            throw new IllegalArgumentException("The data set is empty, expected at least one example");
        }
        TrainerProvenance trainerProvenance;
        synchronized (this) {
            if (invocationCount != INCREMENT_INVOCATION_COUNT) {
                setInvocationCount(invocationCount);
            }
            trainerProvenance = getProvenance();
            this.invocationCount++;
        }
        ImmutableFeatureMap features = examples.getFeatureIDMap();
        ImmutableOutputInfo<LogDensity> outputs = examples.getOutputIDInfo();
        ModelProvenance provenance = new ModelProvenance(
                GaussianDensityModel.class.getName(),
                OffsetDateTime.now(),
                examples.getProvenance(),
                trainerProvenance,
                runProvenance);
        return new GaussianDensityModel(
                "gaussian-density-model", provenance, features, outputs, fit(examples, features));
    }

    private Gaussian fit(Dataset<LogDensity> examples, ImmutableFeatureMap features) {
        int n = examples.size();
        int d = features.size();
        if (d == 0) {
            throw new IllegalArgumentException("The data set has no features, expected at least one");
        }
        double[][] rows = new double[n][];
        double[] weights = new double[n];
        double total = 0.0;
        int at = 0;
        for (Example<LogDensity> example : examples) {
            rows[at] = FeatureRows.of(example, features);
            weights[at] = example.getWeight();
            if (!(weights[at] >= 0.0) || Double.isInfinite(weights[at])) {
                throw new IllegalArgumentException("Example " + at + " has the weight " + weights[at]
                        + ", expected a finite number of at least 0");
            }
            total += weights[at++];
        }
        if (total <= 0.0) {
            throw new IllegalArgumentException("All example weights are 0, expected a positive one");
        }
        double[] mean = new double[d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                mean[j] += weights[i] / total * rows[i][j];
            }
        }
        boolean full = covariance == CovarianceType.FULL;
        double[][] matrix = new double[full ? d : 1][d];
        for (int i = 0; i < n; i++) {
            double[] row = rows[i];
            for (int j = 0; j < d; j++) {
                row[j] -= mean[j];
            }
            for (int j = 0; j < d; j++) {
                double scaled = weights[i] / total * row[j];
                if (full) {
                    double[] target = matrix[j];
                    for (int k = 0; k <= j; k++) {
                        target[k] += scaled * row[k];
                    }
                } else {
                    matrix[0][j] += scaled * row[j];
                }
            }
        }
        for (int j = 0; j < d; j++) {
            matrix[full ? j : 0][j] += ridge;
            for (int k = 0; full && k < j; k++) {
                matrix[k][j] = matrix[j][k];
            }
        }
        return Gaussian.ofMoments(covariance, mean, matrix);
    }

    @Override
    public synchronized int getInvocationCount() {
        return invocationCount;
    }

    @Override
    public synchronized void setInvocationCount(int invocationCount) {
        if (invocationCount < 0) {
            throw new IllegalArgumentException("invocationCount must be at least 0, found " + invocationCount);
        }
        this.invocationCount = invocationCount;
    }

    @Override
    public synchronized TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }

    @Override
    public String toString() {
        return "GaussianDensityTrainer(covariance=" + covariance + ",ridge=" + ridge + ")";
    }
}
