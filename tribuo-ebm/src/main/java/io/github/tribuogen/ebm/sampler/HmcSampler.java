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
import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Hamiltonian Monte Carlo: each step draws a standard normal momentum p, follows {@code H(x, p) = -s(x) + |p|^2 / 2} for L
 * leapfrog steps of size e,
 *
 * <pre>
 * p <- p + (e / 2) c grad s(x);   x <- x + e c p;   p <- p + (e / 2) c grad s(x)
 * </pre>
 *
 * <p>and accepts the end with probability {@code min(1, exp(H_start - H_end))}, so that exp(s) is left exactly invariant. The
 * scales c are the square roots of the inverse masses, one for each coordinate: the deviations of the density are a good
 * choice, 1 is the default. Ends that are not finite are rejected.
 *
 * <p>Diagnostics: {@value #ACCEPTANCE}, the mean rate of acceptance, of which about 0.65 is best; {@value #ENERGY_ERROR}, the
 * root of the mean squared {@code H_end - H_start}, which falls as e^2.
 *
 * <p>See:
 *
 * <pre>
 * R. M. Neal
 * "MCMC Using Hamiltonian Dynamics"
 * Handbook of Markov Chain Monte Carlo, 2011.
 * </pre>
 */
public final class HmcSampler implements Sampler {
    /** The name of the rate of acceptance among the diagnostics. */
    public static final String ACCEPTANCE = MalaSampler.ACCEPTANCE;

    /** The name of the error of the energy among the diagnostics. */
    public static final String ENERGY_ERROR = "energy error";

    @Config(description = "The number of steps, each a momentum and a path, at least 0.")
    private int steps = 100;

    @Config(mandatory = true, description = "The size e of a leapfrog step, above 0.")
    private double stepSize;

    @Config(description = "The leapfrog steps of a path, at least 1.")
    private int leapfrogSteps = 10;

    @Config(description = "The scale c of each coordinate, above 0; none for 1 everywhere.")
    private double[] scales = new double[0];

    /** For OLCUT. */
    private HmcSampler() {}

    /**
     * A sampler with scales of 1.
     *
     * @param steps The number of steps, at least 0.
     * @param stepSize The size of a leapfrog step, above 0.
     * @param leapfrogSteps The leapfrog steps of a path, at least 1.
     */
    public HmcSampler(int steps, double stepSize, int leapfrogSteps) {
        this(steps, stepSize, leapfrogSteps, new double[0]);
    }

    private HmcSampler(int steps, double stepSize, int leapfrogSteps, double[] scales) {
        this.steps = steps;
        this.stepSize = stepSize;
        this.leapfrogSteps = leapfrogSteps;
        this.scales = scales.clone();
        postConfig();
    }

    /**
     * Changes the scales.
     *
     * @param changed The scale of each coordinate, above 0; none for 1 everywhere.
     * @return A changed copy.
     */
    public HmcSampler withScales(double... changed) {
        return new HmcSampler(steps, stepSize, leapfrogSteps, changed);
    }

    @Override
    public void postConfig() {
        Require.atLeast("steps", steps, 0);
        Require.positive("stepSize", stepSize);
        Require.atLeast("leapfrogSteps", leapfrogSteps, 1);
        for (double c : scales) {
            Require.positive("scales", c);
        }
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public HmcSampler withSteps(int changed) {
        return new HmcSampler(changed, stepSize, leapfrogSteps, scales);
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
        Noise noise = new Noise(random, howMany, start, 1, true);
        Tensor reach = reach(start);
        Tensor half = reach.mul(0.5);
        Tensor x0 = start.stopGradient();
        List<Tensor> first = target.valueAndScore(x0);
        Tensor none = first.get(0).zerosLike();
        List<Tensor> end = howMany.loop(List.of(x0, first.get(0), first.get(1), none, none), (i, state) -> {
            Tensor x = state.get(0);
            Tensor s = state.get(1);
            Tensor g = state.get(2);
            Tensor p = noise.addTo(x.zerosLike(), i);
            List<Tensor> path = ControlFlow.loop(leapfrogSteps, List.of(x, p, s, g), (j, at) -> {
                Tensor kicked = at.get(1).add(at.get(3).mul(half));
                Tensor moved = at.get(0).add(kicked.mul(reach));
                List<Tensor> there = target.valueAndScore(moved);
                return List.of(moved, kicked.add(there.get(1).mul(half)), there.get(0), there.get(1));
            });
            // H_start - H_end
            Tensor gain = path.get(2)
                    .sub(s)
                    .sub(rowNorm2(path.get(1)).sub(rowNorm2(p)).mul(0.5));
            Tensor accepted = noise.decisions(s, i).log().less(gain);
            return List.of(
                    Tensors.where(perRow(accepted, x), path.get(0), x),
                    Tensors.where(accepted, path.get(2), s),
                    Tensors.where(perRow(accepted, x), path.get(3), g),
                    state.get(3).add(accepted.cast(s.dtype())),
                    state.get(4).add(gain.square()));
        });
        Tensor count = howMany.tensor(start).cast(start.dtype());
        Tensor taken = count.max(count.scalar(1));
        return new Chain(
                end.get(0).stopGradient(),
                Map.of(
                        ACCEPTANCE, end.get(3).mean().div(taken).stopGradient(),
                        ENERGY_ERROR, end.get(4).mean().div(taken).sqrt().stopGradient()));
    }

    /** e c, a scalar or one for each coordinate. */
    private Tensor reach(Tensor start) {
        if (scales.length == 0) {
            return start.scalar(stepSize);
        }
        long d = start.flatten(1).shape().size(1);
        if (scales.length != d) {
            throw new IllegalArgumentException(
                    "scales: " + d + " numbers expected, one for each coordinate, found " + scales.length);
        }
        long[] shape = new long[start.shape().rank() - 1];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = start.shape().size(axis + 1);
        }
        double[] reach = Arrays.stream(scales).map(c -> c * stepSize).toArray();
        return start.graph().root().constant(HostTensor.of(reach, shape)).cast(start.dtype());
    }

    private static Tensor rowNorm2(Tensor x) {
        return x.square().flatten(1).sum(1);
    }

    private static Tensor perRow(Tensor rows, Tensor like) {
        int[] axes = new int[like.shape().rank() - 1];
        Arrays.setAll(axes, i -> i + 1);
        return rows.unsqueeze(axes);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Sampler");
    }

    @Override
    public String toString() {
        return "HmcSampler(steps=" + steps + ", stepSize=" + stepSize + ", leapfrogSteps=" + leapfrogSteps + ", scales="
                + Arrays.toString(scales) + ")";
    }
}
