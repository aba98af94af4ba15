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
package io.github.tribuogen.ebm.sampler;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.ebm.energy.UnnormalisedDensity;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Langevin dynamics with a step and a noise of their own: {@code x <- x + a grad s(x) + c n}, n standard normal.
 *
 * <ul>
 *   <li>{@link #sgld}: the paper's pair (a, c) = (1, 0.01). It is not the Langevin dynamics of exp(s) but of {@code exp(s /
 *       t)} with the temperature {@code t = c^2 / (2 a)} = 5e-5, which is almost gradient ascent.
 *   <li>{@link #proper}: {@code c = sqrt(2 a)}, temperature 1; its bias vanishes with a, see {@link MalaSampler} for none.
 *   <li>{@link #clamped}: gradient and points are clamped elementwise (Yang and Ji, "JEM++", ICCV 2021).
 * </ul>
 *
 * <p>The dynamics is stable where a times the largest curvature of s is below 2.
 */
public final class LangevinSampler implements Sampler {
    @Config(description = "The number of steps, at least 0.")
    private int steps = 20;

    @Config(description = "The factor a on the gradient, above 0.")
    private double stepSize = 1;

    @Config(description = "The factor c on the noise, at least 0; ignored if properNoise is set.")
    private double noise = 0.01;

    @Config(description = "Use the noise of Langevin dynamics at temperature 1, c = sqrt(2 a)?")
    private boolean properNoise = false;

    @Config(description = "The gradient is clamped elementwise to [-gradientBound, gradientBound]; 0 for no clamp.")
    private double gradientBound = 0;

    @Config(description = "The points are clamped elementwise to [-sampleBound, sampleBound]; 0 for no clamp.")
    private double sampleBound = 0;

    /** The paper's setting: 20 steps, a = 1, c = 0.01. Also for OLCUT. */
    public LangevinSampler() {}

    private LangevinSampler(
            int steps, double stepSize, double noise, boolean proper, double gradientBound, double sampleBound) {
        this.steps = steps;
        this.stepSize = stepSize;
        this.noise = noise;
        this.properNoise = proper;
        this.gradientBound = gradientBound;
        this.sampleBound = sampleBound;
        postConfig();
    }

    /**
     * Step and noise of their own, as in the paper.
     *
     * @param steps The number of steps, at least 0.
     * @param stepSize The factor on the gradient, above 0; the paper's is 1.
     * @param noise The factor on the noise, at least 0; the paper's is 0.01.
     * @return The sampler.
     */
    public static LangevinSampler sgld(int steps, double stepSize, double noise) {
        return new LangevinSampler(steps, stepSize, noise, false, 0, 0);
    }

    /**
     * Gradient and points clamped to [-1, 1], as in JEM++.
     *
     * @param steps The number of steps, at least 0.
     * @param stepSize The factor on the gradient, above 0.
     * @param noise The factor on the noise, at least 0.
     * @return The sampler.
     */
    public static LangevinSampler clamped(int steps, double stepSize, double noise) {
        return new LangevinSampler(steps, stepSize, noise, false, 1, 1);
    }

    /**
     * Langevin dynamics at temperature 1.
     *
     * @param steps The number of steps, at least 0.
     * @param stepSize The factor a on the gradient, above 0; the noise is sqrt(2 a).
     * @return The sampler.
     */
    public static LangevinSampler proper(int steps, double stepSize) {
        return new LangevinSampler(steps, stepSize, 0, true, 0, 0);
    }

    /**
     * Changes the clamps.
     *
     * @param gradient The bound on the gradient's elements; 0 for none.
     * @param sample The bound on the points' elements; 0 for none.
     * @return A changed copy.
     */
    public LangevinSampler withBounds(double gradient, double sample) {
        return new LangevinSampler(steps, stepSize, noise, properNoise, gradient, sample);
    }

    @Override
    public LangevinSampler withSteps(int changed) {
        return new LangevinSampler(changed, stepSize, noise, properNoise, gradientBound, sampleBound);
    }

    @Override
    public void postConfig() {
        Require.atLeast("steps", steps, 0);
        Require.positive("stepSize", stepSize);
        Require.notNegative("noise", noise);
        Require.notNegative("gradientBound", gradientBound);
        Require.notNegative("sampleBound", sampleBound);
    }

    @Override
    public int steps() {
        return steps;
    }

    /**
     * The factor on the noise.
     *
     * @return c, at least 0.
     */
    public double noise() {
        return properNoise ? Math.sqrt(2 * stepSize) : noise;
    }

    @Override
    public Chain run(UnnormalisedDensity target, Tensor start, RandomStream random) {
        return run(target, start, random, Steps.of(steps));
    }

    @Override
    public Chain run(UnnormalisedDensity target, Tensor start, RandomStream random, Tensor howMany) {
        return run(target, start, random, Steps.of(howMany));
    }

    private Chain run(UnnormalisedDensity target, Tensor start, RandomStream random, Steps howMany) {
        Noise kicks = new Noise(random, howMany, start, noise(), false);
        List<Tensor> end = howMany.loop(List.of(start.stopGradient()), (i, state) -> {
            Tensor x = state.get(0);
            Tensor ascent = clamped(target.score(x), gradientBound).mul(stepSize);
            return List.of(clamped(kicks.addTo(x.add(ascent), i), sampleBound));
        });
        return new Chain(end.get(0).stopGradient(), Map.of());
    }

    private static Tensor clamped(Tensor x, double bound) {
        return bound == 0 ? x : x.clip(-bound, bound);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Sampler");
    }

    @Override
    public String toString() {
        return "LangevinSampler(steps=" + steps + ", stepSize=" + stepSize + ", noise=" + noise() + ", gradientBound="
                + gradientBound + ", sampleBound=" + sampleBound + ")";
    }
}
