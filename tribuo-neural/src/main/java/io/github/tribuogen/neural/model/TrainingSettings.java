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
package io.github.tribuogen.neural.model;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.DivergenceGuard;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import java.nio.file.Path;

/** How long and where a neural trainer trains: everything that is not the method. Immutable once configured. */
public final class TrainingSettings implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(description = "Examples in a batch, at least 1; may exceed the data, whose examples then repeat.")
    private int batchSize = 64;

    @Config(description = "Rounds over the training data; used if steps is 0.")
    private int epochs = 20;

    @Config(description = "Optimiser steps; 0 means as many as the epochs take.")
    private long steps = 0;

    @Config(description = "Steps in one call of the runtime: the grain of progress and of interruption.")
    private int stepsPerRun = 100;

    @Config(description = "Where the graphs run.")
    private Device device = new Device();

    @Config(description = "What happens when training diverges.")
    private DivergenceGuard guard = new DivergenceGuard();

    @Config(description = "Share of the data held out for validation, in [0, 1).")
    private double validationShare = 0;

    @Config(description = "When to validate, when to stop early, which state to return; used if a share is held out.")
    private EarlyStopping earlyStopping = new EarlyStopping();

    @Config(
            description =
                    "Folder for checkpoints, one file for each invocation of the trainer; none are written without.")
    private Path checkpointFolder = null;

    @Config(description = "Steps between checkpoints.")
    private int checkpointInterval = 1000;

    @Config(description = "Start from the invocation's checkpoint if there is one.")
    private boolean resume = true;

    @Config(description = "Show a progress bar on a terminal.")
    private boolean showProgress = true;

    /** For OLCUT; also the defaults. */
    public TrainingSettings() {}

    private TrainingSettings(Builder b) {
        this.batchSize = b.batchSize;
        this.epochs = b.epochs;
        this.steps = b.steps;
        this.stepsPerRun = b.stepsPerRun;
        this.device = b.device;
        this.guard = b.guard;
        this.validationShare = b.validationShare;
        this.earlyStopping = b.earlyStopping;
        this.checkpointFolder = b.checkpointFolder;
        this.checkpointInterval = b.checkpointInterval;
        this.resume = b.resume;
        this.showProgress = b.showProgress;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("batchSize", batchSize, 1);
        Require.atLeast("epochs", epochs, 0);
        Require.atLeast("steps", steps, 0);
        Require.atLeast("stepsPerRun", stepsPerRun, 1);
        Require.fraction("validationShare", validationShare);
        Require.atLeast("checkpointInterval", checkpointInterval, 1);
    }

    /**
     * Starts settings with the defaults.
     *
     * @return A builder.
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Examples in a batch.
     *
     * @return At least 1.
     */
    public int batchSize() {
        return batchSize;
    }

    /**
     * Optimiser steps for a number of examples.
     *
     * @param examples How many examples are trained on.
     * @return The configured steps, or the epochs' worth of full batches, rounded up.
     */
    public long steps(int examples) {
        return steps > 0 ? steps : ((long) epochs * examples + batchSize - 1) / batchSize;
    }

    int stepsPerRun() {
        return stepsPerRun;
    }

    /**
     * Where the graphs run.
     *
     * @return The device.
     */
    public Device device() {
        return device;
    }

    DivergenceGuard guard() {
        return guard;
    }

    /**
     * The share of the data held out for validation.
     *
     * @return In [0, 1).
     */
    public double validationShare() {
        return validationShare;
    }

    EarlyStopping earlyStopping() {
        return earlyStopping;
    }

    Path checkpointFolder() {
        return checkpointFolder;
    }

    /**
     * Steps between checkpoints.
     *
     * @return At least 1.
     */
    public int checkpointInterval() {
        return checkpointInterval;
    }

    /**
     * Does training start from a checkpoint if there is one?
     *
     * @return True if it does.
     */
    public boolean resume() {
        return resume;
    }

    boolean showProgress() {
        return showProgress;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "TrainingSettings");
    }

    @Override
    public String toString() {
        return "TrainingSettings(batchSize=" + batchSize + ",epochs=" + epochs + ",steps=" + steps + ",device=" + device
                + ",validationShare=" + validationShare + ")";
    }

    /** Collects settings. */
    public static final class Builder {
        private int batchSize = 64;
        private int epochs = 20;
        private long steps = 0;
        private int stepsPerRun = 100;
        private Device device = new Device();
        private DivergenceGuard guard = new DivergenceGuard();
        private double validationShare = 0;
        private EarlyStopping earlyStopping = new EarlyStopping();
        private Path checkpointFolder = null;
        private int checkpointInterval = 1000;
        private boolean resume = true;
        private boolean showProgress = true;

        private Builder() {}

        /**
         * Examples in a batch.
         *
         * @param n At least 1.
         * @return This builder.
         */
        public Builder batchSize(int n) {
            this.batchSize = n;
            return this;
        }

        /**
         * Rounds over the data.
         *
         * @param n At least 0.
         * @return This builder.
         */
        public Builder epochs(int n) {
            this.epochs = n;
            return this;
        }

        /**
         * Optimiser steps, which take precedence over epochs.
         *
         * @param n At least 0; 0 means as many as the epochs take.
         * @return This builder.
         */
        public Builder steps(long n) {
            this.steps = n;
            return this;
        }

        /**
         * Steps in one call of the runtime.
         *
         * @param n At least 1.
         * @return This builder.
         */
        public Builder stepsPerRun(int n) {
            this.stepsPerRun = n;
            return this;
        }

        /**
         * Where the graphs run.
         *
         * @param where The device.
         * @return This builder.
         */
        public Builder device(Device where) {
            this.device = where;
            return this;
        }

        /**
         * What happens when training diverges.
         *
         * @param divergenceGuard The guard.
         * @return This builder.
         */
        public Builder guard(DivergenceGuard divergenceGuard) {
            this.guard = divergenceGuard;
            return this;
        }

        /**
         * Holds data out for validation.
         *
         * @param share The share, in [0, 1).
         * @param stopping When to validate and to stop.
         * @return This builder.
         */
        public Builder validation(double share, EarlyStopping stopping) {
            this.validationShare = share;
            this.earlyStopping = stopping;
            return this;
        }

        /**
         * Writes checkpoints.
         *
         * @param folder The folder, one file for each invocation of the trainer.
         * @param interval Steps between checkpoints, at least 1.
         * @param resumes Start from the invocation's checkpoint if there is one.
         * @return This builder.
         */
        public Builder checkpoints(Path folder, int interval, boolean resumes) {
            this.checkpointFolder = folder;
            this.checkpointInterval = interval;
            this.resume = resumes;
            return this;
        }

        /**
         * Shows a progress bar on a terminal.
         *
         * @param show False is silent.
         * @return This builder.
         */
        public Builder showProgress(boolean show) {
            this.showProgress = show;
            return this;
        }

        /**
         * Ends the settings.
         *
         * @return The settings.
         */
        public TrainingSettings build() {
            return new TrainingSettings(this);
        }
    }
}
