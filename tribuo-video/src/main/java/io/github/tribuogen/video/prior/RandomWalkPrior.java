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
package io.github.tribuogen.video.prior;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;

/**
 * What moves does so in small steps: {@code p_0 ~ N(0, b)} and {@code p_t ~ N(p_{t-1}, a)} (Grathwohl and Wilson 2016). The covariance of
 * frames i and j is {@code b + a min(i, j)}; the precision has three diagonals,
 *
 * <pre>
 * Q_00 = 1/b + 1/a, 2/a inside, 1/a at the end (1/b alone at T = 1)      log det = log b + (T - 1) log a
 * m'Qm = m_0^2 / b + sum_t (m_t - m_{t-1})^2 / a
 * </pre>
 */
public final class RandomWalkPrior extends GaussianPrior {
    @Config(description = "The variance a of a step.")
    private TieVariance tie = new TieVariance();

    @Config(description = "The variance b of the first frame, above 0.")
    private double variance = 1;

    /** a = 0.01, b = 1. Also for OLCUT. */
    public RandomWalkPrior() {}

    /**
     * A prior.
     *
     * @param tie The variance a of a step.
     * @param variance The variance b of the first frame, above 0.
     */
    public RandomWalkPrior(TieVariance tie, double variance) {
        this.tie = tie;
        this.variance = variance;
        postConfig();
    }

    @Override
    public void postConfig() {
        TieVariance.requirePositive("variance", variance);
    }

    @Override
    Precision precision(ParameterScope scope, Tensor any, int frames) {
        Tensor a = tie.of(scope, any);
        double[] steps = new double[frames]; // how many steps a frame is at an end of
        Arrays.fill(steps, 2);
        steps[frames - 1] = 1;
        steps[0] = frames == 1 ? 0 : 1;
        double[] first = new double[frames];
        first[0] = 1 / variance;
        Tensor diagonal = column(any, steps).div(a).add(column(any, first));
        return new Precision(diagonal, a.log().mul(frames - 1).add(Math.log(variance)));
    }

    @Override
    Tensor quadratic(ParameterScope scope, Tensor mean) {
        long frames = mean.shape().size(1);
        Tensor start = mean.slice(1, 0, 1).squeeze(1).square().div(variance);
        if (frames == 1) {
            return start;
        }
        Tensor steps = mean.slice(1, 1, frames).sub(mean.slice(1, 0, frames - 1));
        return steps.square().sum(1).div(tie.of(scope, mean)).add(start);
    }

    @Override
    public Tensor generate(ParameterScope scope, Tensor shared, Tensor noise) {
        Tensor start = shared.mul(Math.sqrt(variance)).unsqueeze(1);
        Tensor steps = noise.mul(tie.of(scope, noise).sqrt());
        // the first frame has no step behind it
        Tensor walked = Tensors.cumSum(steps, 1).sub(steps.slice(1, 0, 1));
        return walked.add(start);
    }

    @Override
    public String toString() {
        return "RandomWalkPrior(tie=" + tie + ", variance=" + variance + ")";
    }
}
