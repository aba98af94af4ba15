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
package io.github.tribuogen.gradest.estimator;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The score function estimator (REINFORCE, Williams 1992), {@code (f(b) - beta) d log p(b) / d lambda}, with a baseline beta; any law,
 * any loss.
 */
public final class ScoreFunction implements GradientEstimator {
    /** What is subtracted from the loss. */
    public enum Baseline {
        /** Nothing. */
        NONE,
        /** A learned number. */
        CONSTANT,
        /** A running mean of the loss. */
        RUNNING,
        /** Of several samples the mean loss of the others (Kool et al. 2019); at least two samples. */
        LEAVE_ONE_OUT
    }

    private static final double MOMENTUM = 0.1;

    @Config(description = "What is subtracted from the loss.")
    private Baseline baseline = Baseline.NONE;

    @Config(description = "The number of samples, at least 1; at least 2 for LEAVE_ONE_OUT.")
    private int samples = 1;

    /** One sample, no baseline. Also for OLCUT. */
    public ScoreFunction() {}

    /**
     * The score function with a baseline.
     *
     * @param baseline What is subtracted from the loss.
     * @param samples The number of samples, at least 1; at least 2 for LEAVE_ONE_OUT.
     */
    public ScoreFunction(Baseline baseline, int samples) {
        this.baseline = baseline;
        this.samples = samples;
        postConfig();
    }

    @Override
    public void postConfig() {
        int least = baseline == Baseline.LEAVE_ONE_OUT ? 2 : 1;
        if (samples < least) {
            throw new PropertyException(
                    "", "samples", "found " + samples + ", expected at least " + least + " for " + baseline);
        }
    }

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        Tensor held = parameters.stopGradient();
        Loss own = loss.held();
        List<Tensor> drawn = new ArrayList<>();
        List<Tensor> losses = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            Tensor b = law.sample(held, scope.random().child("sample" + k));
            drawn.add(b);
            losses.add(own.of(b));
        }
        Tensor total = Tensors.addAll(losses);
        Tensor constant =
                baseline == Baseline.CONSTANT ? scope.parameter("baseline", new ConstantInitialiser(0), 1, 1) : null;
        Tensor running = baseline == Baseline.RUNNING ? running(total.div(samples), scope) : null;
        List<Tensor> terms = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            Tensor f = losses.get(k).stopGradient();
            Tensor centred =
                    switch (baseline) {
                        case NONE -> f;
                        case CONSTANT -> f.sub(constant.stopGradient());
                        case RUNNING -> f.sub(running);
                        case LEAVE_ONE_OUT -> f.sub(total.stopGradient().sub(f).div(samples - 1));
                    };
            terms.add(law.score(held, drawn.get(k)).mul(Estimators.alongRows(centred, held)));
        }
        Tensor mean = total.div(samples);
        return new Estimate(
                Tensors.addAll(terms).div(samples),
                drawn.get(0),
                mean,
                constant == null
                        ? Optional.empty()
                        : Optional.of(mean.stopGradient().sub(constant).square().mean()));
    }

    /** What the losses before were on average, this one left out. */
    private static Tensor running(Tensor loss, ParameterScope scope) {
        Tensor before = scope.variable("running", 0);
        scope.assign(
                "running",
                before.mul(1 - MOMENTUM).add(loss.stopGradient().mean().mul(MOMENTUM)));
        return before;
    }

    @Override
    public LossUse lossUse() {
        return samples == 1 ? LossUse.ONE_VALUE : LossUse.SEVERAL_VALUES;
    }

    @Override
    public boolean isUnbiased() {
        return true;
    }

    @Override
    public String toString() {
        return "ScoreFunction(baseline=" + baseline + ", samples=" + samples + ")";
    }
}
