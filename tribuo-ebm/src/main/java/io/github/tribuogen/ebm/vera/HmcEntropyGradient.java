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
package io.github.tribuogen.ebm.vera;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.ebm.energy.UnnormalisedDensity;
import io.github.tribuogen.ebm.sampler.HmcSampler;
import io.github.tribuogen.ebm.sampler.Sampler;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Hamiltonian chains on {@code q(z|x)} that start at the latent vector z0 of the sample, an exact draw: after a few paths the
 * chain has forgotten it, and {@code c = mean_k (x - g(z_k)) / s^2} over the kept states. The size of a leapfrog step starts
 * at 1 / d and adapts in training, {@code e <- e (1 + r (acceptance - 0.67))} in each step, within [1e-5, 2].
 *
 * <p>Variable: "stepSize". The generator must treat each latent vector by itself.
 */
public final class HmcEntropyGradient implements EntropyGradient {
    /** The name of the size of a leapfrog step among the diagnostics. */
    public static final String STEP = "posterior step";

    private static final double TARGET_ACCEPTANCE = 0.67;

    @Config(description = "The paths before states are kept, at least 0.")
    private int burnIn = 2;

    @Config(description = "The states that are kept, one after each further path, at least 1.")
    private int kept = 2;

    @Config(description = "The leapfrog steps of a path, at least 1.")
    private int leapfrogSteps = 5;

    @Config(description = "How fast the size of a step adapts, r, in [0, 1).")
    private double adaptation = 0.02;

    @Config(description = "The gradient that paths follow.")
    private HmcTarget target = HmcTarget.JOINT;

    /** Two paths, then two more whose ends are kept, of five steps each. Also for OLCUT. */
    public HmcEntropyGradient() {}

    /**
     * Chains along the joint law.
     *
     * @param burnIn The paths before states are kept, at least 0.
     * @param kept The states that are kept, at least 1.
     * @param leapfrogSteps The leapfrog steps of a path, at least 1.
     * @param adaptation How fast the size of a step adapts, in [0, 1).
     */
    public HmcEntropyGradient(int burnIn, int kept, int leapfrogSteps, double adaptation) {
        this.burnIn = burnIn;
        this.kept = kept;
        this.leapfrogSteps = leapfrogSteps;
        this.adaptation = adaptation;
        postConfig();
    }

    /**
     * Changes the gradient that paths follow.
     *
     * @param changed The gradient.
     * @return A changed copy.
     */
    public HmcEntropyGradient withTarget(HmcTarget changed) {
        HmcEntropyGradient o = new HmcEntropyGradient(burnIn, kept, leapfrogSteps, adaptation);
        o.target = changed;
        return o;
    }

    @Override
    public void postConfig() {
        Require.atLeast("burnIn", burnIn, 0);
        Require.atLeast("kept", kept, 1);
        Require.atLeast("leapfrogSteps", leapfrogSteps, 1);
        Require.fraction("adaptation", adaptation);
    }

    @Override
    public Estimate estimate(EntropyStep step) {
        step.requireIndependentRows("HmcEntropyGradient");
        Tensor x = step.x();
        Tensor size = step.own().variable("stepSize", 1.0 / step.law().latentSize());
        // in units of the step, so that its size may be a variable
        UnnormalisedDensity scaled = density(step.law(), x, size);
        Tensor u = step.z().stopGradient().div(size);
        Tensor accepted = x.scalar(0);
        if (burnIn > 0) {
            Sampler.Chain chain = path(burnIn).run(scaled, u, step.random("burn-in"));
            u = chain.end();
            accepted = accepted.add(acceptance(chain).mul(burnIn));
        }
        List<Tensor> means = new ArrayList<>();
        for (int k = 0; k < kept; k++) {
            Sampler.Chain chain = path(1).run(scaled, u, step.random("kept " + k));
            u = chain.end();
            accepted = accepted.add(acceptance(chain));
            means.add(step.law().mean(u.mul(size)));
        }
        Tensor rate = accepted.div(burnIn + kept);
        Tensor next = size.mul(rate.sub(TARGET_ACCEPTANCE).mul(adaptation).add(1));
        step.own().assign("stepSize", next.clip(1e-5, 2));
        Tensor c = x.sub(Tensors.addAll(means).div(kept)).div(step.law().scale().square());
        return new Estimate(
                c.stopGradient(),
                null,
                Map.of("posterior " + HmcSampler.ACCEPTANCE, rate.stopGradient(), STEP, size.stopGradient()));
    }

    private HmcSampler path(int steps) {
        return new HmcSampler(steps, 1, leapfrogSteps);
    }

    private static Tensor acceptance(Sampler.Chain chain) {
        return chain.diagnostics().get(HmcSampler.ACCEPTANCE);
    }

    private UnnormalisedDensity density(LatentLaw law, Tensor x, Tensor size) {
        UnnormalisedDensity joint = u -> law.logJoint(u.mul(size), x);
        if (target == HmcTarget.JOINT) {
            return joint;
        }
        return new UnnormalisedDensity() {
            @Override
            public Tensor logDensity(Tensor u) {
                return joint.logDensity(u);
            }

            @Override
            public List<Tensor> valueAndScore(Tensor u) {
                return List.of(logDensity(u), u.mul(size.square()).neg());
            }
        };
    }

    @Override
    public String toString() {
        return "HmcEntropyGradient(burnIn=" + burnIn + ", kept=" + kept + ", leapfrogSteps=" + leapfrogSteps
                + ", adaptation=" + adaptation + ", target=" + target + ")";
    }
}
