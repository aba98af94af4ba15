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
import com.oracle.labs.mlrg.olcut.provenance.primitives.DoubleProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import io.github.tribuogen.neural.config.Require;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.logging.Logger;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.Trainer;
import org.tribuo.WeightedExamples;
import org.tribuo.anomaly.Event;
import org.tribuo.anomaly.Event.EventType;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

/**
 * Makes an anomaly detector of any density trainer: what is less dense than a threshold is an anomaly.
 *
 * <p>The density is trained on EXPECTED data, and the threshold is the k-th smallest log density of m calibration
 * examples, {@code k = max(1, floor(quantile (m + 1)))}. If the calibration examples were held out from training, a new
 * EXPECTED example falls below the threshold with a probability of at most {@code k / (m + 1)}, whatever the density
 * model (split conformal prediction). If they are the training examples themselves ({@code heldOut = 0}), fewer than
 * k of them fall below it, but new data do so more often, the more so the more flexible the model is.
 *
 * <p>Only the order of densities matters, so an unnormalised density serves as well. As in Tribuo's own anomaly
 * detectors, ANOMALOUS examples are refused at training time.
 *
 * <pre>
 * See: Vovk, Gammerman and Shafer, "Algorithmic Learning in a Random World", Springer, 2005.
 * </pre>
 */
public final class DensityAnomalyTrainer implements Trainer<Event>, WeightedExamples {
    private static final Logger logger = Logger.getLogger(DensityAnomalyTrainer.class.getName());

    @Config(mandatory = true, description = "The trainer of the density, a Trainer of LogDensity.")
    private Trainer<LogDensity> densityTrainer;

    @Config(description = "The share of expected data to call anomalous, above 0 and below 1.")
    private double quantile = 0.05;

    @Config(
            description =
                    "The share of the data on which the threshold is fitted and the density is not, at least 0 and below 1; 0 fits both on all data.")
    private double heldOut = 0.0;

    @Config(description = "The seed of the random number generator that chooses the held-out examples.")
    private long seed = Trainer.DEFAULT_SEED;

    private SplittableRandom rng;

    private int invocationCount = 0;

    /** For OLCUT. */
    private DensityAnomalyTrainer() {}

    /**
     * Makes a trainer that fits the threshold on the training data.
     *
     * @param densityTrainer The trainer of the density.
     * @param quantile The share of expected data to call anomalous, above 0 and below 1.
     * @throws PropertyException If the quantile is out of range.
     */
    public DensityAnomalyTrainer(Trainer<LogDensity> densityTrainer, double quantile) {
        this(densityTrainer, quantile, 0.0, Trainer.DEFAULT_SEED);
    }

    /**
     * Makes a trainer.
     *
     * @param densityTrainer The trainer of the density.
     * @param quantile The share of expected data to call anomalous, above 0 and below 1.
     * @param heldOut The share of the data on which the threshold is fitted and the density is not, at least 0 and below
     *     1; 0 fits both on all data.
     * @param seed The seed of the generator that chooses the held-out examples.
     * @throws PropertyException If a setting is out of range.
     */
    public DensityAnomalyTrainer(Trainer<LogDensity> densityTrainer, double quantile, double heldOut, long seed) {
        this.densityTrainer = densityTrainer;
        this.quantile = quantile;
        this.heldOut = heldOut;
        this.seed = seed;
        postConfig();
    }

    @Override
    public synchronized void postConfig() {
        if (densityTrainer == null) {
            throw new PropertyException("", "densityTrainer", "found null, expected a trainer of LogDensity");
        }
        Require.that(quantile > 0.0 && quantile < 1.0, "quantile", quantile, "above 0 and below 1");
        Require.that(heldOut >= 0.0 && heldOut < 1.0, "heldOut", heldOut, "at least 0 and below 1");
        rng = new SplittableRandom(seed);
    }

    @Override
    public DensityAnomalyModel train(Dataset<Event> examples) {
        return train(examples, Collections.emptyMap());
    }

    @Override
    public DensityAnomalyModel train(Dataset<Event> examples, Map<String, Provenance> runProvenance) {
        return train(examples, runProvenance, INCREMENT_INVOCATION_COUNT);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The density trainer runs with the same invocation count as this one, so that a run depends on the count alone.
     * The run provenance is extended by the threshold and the number of calibration examples.
     *
     * @throws IllegalArgumentException If there are no examples, one is not EXPECTED, the held-out share leaves no
     *     example for either use, or the threshold comes out infinite.
     */
    @Override
    public DensityAnomalyModel train(
            Dataset<Event> examples, Map<String, Provenance> runProvenance, int invocationCount) {
        checkEvents(examples);
        int trainSize = trainSize(examples.size());
        SplittableRandom localRng;
        TrainerProvenance trainerProvenance;
        int thisInvocation;
        synchronized (this) {
            if (invocationCount != INCREMENT_INVOCATION_COUNT) {
                setInvocationCount(invocationCount);
            }
            localRng = rng.split();
            thisInvocation = this.invocationCount;
            // trainers count under their own lock: a run in progress must not count between these two
            synchronized (densityTrainer) {
                densityTrainer.setInvocationCount(thisInvocation);
                trainerProvenance = getProvenance();
            }
            this.invocationCount++;
        }

        List<Example<Event>> order = new ArrayList<>(examples.size());
        for (Example<Event> example : examples) {
            order.add(example);
        }
        if (heldOut > 0.0) {
            shuffle(order, localRng);
        }
        List<Example<Event>> calibration = heldOut > 0.0 ? order.subList(trainSize, order.size()) : order;
        // The count is given again: another training run may have moved it since the lock was released.
        Model<LogDensity> density = densityTrainer.train(
                ObservedData.of(examples, order.subList(0, trainSize)), Collections.emptyMap(), thisInvocation);
        if (!density.validate(LogDensity.class)) {
            throw new IllegalArgumentException("densityTrainer must train models of LogDensity, found " + density);
        }
        double threshold = threshold(DensityAnomalyModel.logDensity(density, calibration));

        ImmutableFeatureMap features = examples.getFeatureIDMap();
        ImmutableOutputInfo<Event> outputs = examples.getOutputIDInfo();
        Map<String, Provenance> run = new HashMap<>(runProvenance);
        run.put("threshold", new DoubleProvenance("threshold", threshold));
        run.put("calibration-examples", new IntProvenance("calibration-examples", calibration.size()));
        ModelProvenance provenance = new ModelProvenance(
                DensityAnomalyModel.class.getName(),
                OffsetDateTime.now(),
                examples.getProvenance(),
                trainerProvenance,
                run);
        logger.fine(() -> "Threshold " + threshold + " nats from " + calibration.size() + " examples");
        return new DensityAnomalyModel("density-anomaly-model", provenance, features, outputs, density, threshold);
    }

    private static void checkEvents(Dataset<Event> examples) {
        if (examples.size() == 0) {
            throw new IllegalArgumentException("The data set is empty, expected at least one EXPECTED example");
        }
        int at = 0;
        for (Example<Event> example : examples) {
            EventType type = example.getOutput().getType();
            if (type != EventType.EXPECTED) {
                throw new IllegalArgumentException("A density is trained on EXPECTED examples only, found " + type
                        + " at example " + at + (type == EventType.UNKNOWN ? " (an unknown output)" : ""));
            }
            at++;
        }
    }

    /** How many examples the density is trained on. */
    private int trainSize(int size) {
        if (heldOut == 0.0) {
            return size;
        }
        int held = (int) Math.round(heldOut * size);
        if (held < 1 || held >= size) {
            throw new IllegalArgumentException("heldOut = " + heldOut + " of " + size + " examples leaves "
                    + (size - held) + " for the density and " + held + " for the threshold, expected at least 1 each");
        }
        return size - held;
    }

    private double threshold(double[] logDensities) {
        for (double value : logDensities) {
            if (Double.isNaN(value)) {
                throw new IllegalStateException("The density model gave NaN for a calibration example");
            }
        }
        double[] sorted = logDensities.clone();
        Arrays.sort(sorted);
        int m = sorted.length;
        int k = Math.min(m, Math.max(1, (int) Math.floor(quantile * (m + 1))));
        double threshold = sorted[k - 1];
        if (Double.isInfinite(threshold)) {
            throw new IllegalArgumentException("The " + quantile + " quantile of the log densities of " + m
                    + " calibration examples is " + threshold + ", expected a finite number");
        }
        return threshold;
    }

    private static <T> void shuffle(List<T> list, SplittableRandom rng) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, rng.nextInt(i + 1));
        }
    }

    @Override
    public synchronized int getInvocationCount() {
        return invocationCount;
    }

    /** {@inheritDoc} The count of the density trainer is set too. */
    @Override
    public synchronized void setInvocationCount(int invocationCount) {
        if (invocationCount < 0) {
            throw new IllegalArgumentException("invocationCount must be at least 0, found " + invocationCount);
        }
        rng = new SplittableRandom(seed);
        for (int i = 0; i < invocationCount; i++) {
            rng.split();
        }
        this.invocationCount = invocationCount;
        densityTrainer.setInvocationCount(invocationCount);
    }

    @Override
    public synchronized TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }

    @Override
    public String toString() {
        return "DensityAnomalyTrainer(densityTrainer=" + densityTrainer + ",quantile=" + quantile + ",heldOut="
                + heldOut + ",seed=" + seed + ")";
    }
}
