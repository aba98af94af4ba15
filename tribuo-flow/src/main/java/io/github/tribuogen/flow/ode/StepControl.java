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
package io.github.tribuogen.flow.ode;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.DType;

/**
 * How an adaptive solver chooses its steps: tolerances, the norm of the error, and the controller
 *
 * <pre>{@code h <- h min(largestFactor, max(safety r^(-1/order), m)), m = 1 if r < 1 else smallestFactor}</pre>
 *
 * where r is the norm of the ratio of error and tolerance; a step is accepted if r is at most 1.
 *
 * <p>Source: Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, II.4; the settings are torchdiffeq's,
 * which the paper used.
 */
public final class StepControl implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(description = "The absolute tolerance, at least 0.")
    private double absolute = 1e-5;

    @Config(description = "The relative tolerance, at least 0; not both tolerances may be 0.")
    private double relative = 1e-5;

    @Config(description = "How the errors of a batch are judged.")
    private ErrorNorm norm = ErrorNorm.BATCH_RMS;

    @Config(description = "The controller aims at this share of the step that would just be accepted, in (0, 1].")
    private double safety = 0.9;

    @Config(description = "A step grows at most by this factor, above 1.")
    private double largestFactor = 10;

    @Config(description = "A rejected step shrinks at most by this factor, in (0, 1).")
    private double smallestFactor = 0.2;

    @Config(description = "A step of this size or below is accepted whatever its error, at least 0.")
    private double minStep = 0;

    @Config(description = "No step is larger, above 0.")
    private double maxStep = Double.POSITIVE_INFINITY;

    @Config(description = "The solve ends, with a status that says so, after this number of steps, at least 1.")
    private long maxSteps = 10_000;

    /** Both tolerances 1e-5, the paper's norm. Also for OLCUT. */
    public StepControl() {}

    private StepControl(StepControl from) {
        absolute = from.absolute;
        relative = from.relative;
        norm = from.norm;
        safety = from.safety;
        largestFactor = from.largestFactor;
        smallestFactor = from.smallestFactor;
        minStep = from.minStep;
        maxStep = from.maxStep;
        maxSteps = from.maxSteps;
    }

    /**
     * The paper's norm.
     *
     * @param absolute The absolute tolerance, at least 0.
     * @param relative The relative tolerance, at least 0; not both 0.
     */
    public StepControl(double absolute, double relative) {
        this.absolute = absolute;
        this.relative = relative;
        postConfig();
    }

    /**
     * Changes the tolerances.
     *
     * @param newAbsolute The absolute tolerance, at least 0.
     * @param newRelative The relative tolerance, at least 0; not both 0.
     * @return A changed copy.
     */
    public StepControl withTolerances(double newAbsolute, double newRelative) {
        StepControl c = new StepControl(this);
        c.absolute = newAbsolute;
        c.relative = newRelative;
        c.postConfig();
        return c;
    }

    /**
     * Changes the norm.
     *
     * @param changed The norm.
     * @return A changed copy.
     */
    public StepControl withNorm(ErrorNorm changed) {
        StepControl c = new StepControl(this);
        c.norm = changed;
        return c;
    }

    /**
     * Changes the limit on the number of steps.
     *
     * @param changed The most steps, accepted or rejected, at least 1.
     * @return A changed copy.
     */
    public StepControl withMaxSteps(long changed) {
        StepControl c = new StepControl(this);
        c.maxSteps = changed;
        c.postConfig();
        return c;
    }

    /**
     * Changes the bounds of a step.
     *
     * @param smallest A step of this size or below is accepted whatever its error, at least 0.
     * @param largest No step is larger.
     * @return A changed copy.
     */
    public StepControl withStepBounds(double smallest, double largest) {
        StepControl c = new StepControl(this);
        c.minStep = smallest;
        c.maxStep = largest;
        c.postConfig();
        return c;
    }

    @Override
    public void postConfig() {
        Require.notNegative("absolute", absolute);
        Require.notNegative("relative", relative);
        Require.that(absolute + relative > 0, "absolute", 0.0, "a tolerance above 0, absolute or relative");
        Require.that(safety > 0 && safety <= 1, "safety", safety, "a number in (0, 1]");
        Require.that(largestFactor > 1, "largestFactor", largestFactor, "a number above 1");
        Require.share("smallestFactor", smallestFactor);
        Require.that(minStep >= 0, "minStep", minStep, "a number of at least 0");
        Require.that(maxStep > 0 && maxStep >= minStep, "maxStep", maxStep, "a number above 0 and not below minStep");
        Require.atLeast("maxSteps", maxSteps, 1);
    }

    /** Refuses tolerances that the rounding of the type makes impossible. */
    void checkFor(DType dtype) {
        double floor = dtype == DType.FLOAT32 ? 0x1p-23 : 0x1p-52;
        if (absolute + relative < floor) {
            throw new IllegalArgumentException("absolute + relative: at least " + floor + " expected for "
                    + dtype.name().toLowerCase() + ", found " + (absolute + relative)
                    + "; a state of size 1 is rounded by more than that, so no step could be accepted for its error: use"
                    + " larger tolerances" + (dtype == DType.FLOAT32 ? " or float64" : ""));
        }
    }

    double absolute() {
        return absolute;
    }

    double relative() {
        return relative;
    }

    /**
     * How the errors of a batch are judged.
     *
     * @return The norm.
     */
    public ErrorNorm norm() {
        return norm;
    }

    double safety() {
        return safety;
    }

    double largestFactor() {
        return largestFactor;
    }

    double smallestFactor() {
        return smallestFactor;
    }

    double minStep() {
        return minStep;
    }

    double maxStep() {
        return maxStep;
    }

    long maxSteps() {
        return maxSteps;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "StepControl");
    }

    @Override
    public String toString() {
        return "StepControl(absolute=" + absolute + ", relative=" + relative + ", norm=" + norm + ", maxSteps="
                + maxSteps + ")";
    }
}
