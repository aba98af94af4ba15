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
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * VIMCO (Mnih and Rezende 2016) for the bound of K samples, {@code -log (1/K) sum_k exp(-f_k)}, instead of the mean loss: the score of
 * each sample times what it adds to the bound over the geometric mean of the others in its place. K evaluations of the loss, a
 * black box; unbiased for that bound. A direct dependence of the loss on the parameters counts here, see {@link Estimate#loss}.
 */
public final class Vimco implements GradientEstimator {
    @Config(description = "The number K of samples, at least 2.")
    private int samples = 5;

    /** Five samples. Also for OLCUT. */
    public Vimco() {}

    /**
     * VIMCO.
     *
     * @param samples The number K of samples, at least 2.
     */
    public Vimco(int samples) {
        this.samples = samples;
        postConfig();
    }

    @Override
    public void postConfig() {
        Estimators.atLeastTwo(samples);
    }

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        Tensor held = parameters.stopGradient();
        List<Tensor> drawn = new ArrayList<>();
        List<Tensor> losses = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            Tensor b = law.sample(held, scope.random().child("sample" + k));
            drawn.add(b);
            losses.add(loss.of(b));
        }
        Tensor bound = Estimators.bound(losses);
        List<Tensor> logWeights = new ArrayList<>();
        losses.forEach(f -> logWeights.add(f.stopGradient().neg()));
        Tensor total = Tensors.addAll(logWeights);
        List<Tensor> terms = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            List<Tensor> replaced = new ArrayList<>();
            for (int j = 0; j < samples; j++) {
                replaced.add(
                        j == k
                                ? total.sub(logWeights.get(k)).div(samples - 1).neg()
                                : logWeights.get(j).neg());
            }
            Tensor gain = bound.stopGradient().sub(Estimators.bound(replaced));
            terms.add(law.score(held, drawn.get(k)).mul(Estimators.alongRows(gain, held)));
        }
        return new Estimate(Tensors.addAll(terms), drawn.get(0), bound, Optional.empty());
    }

    @Override
    public LossUse lossUse() {
        return LossUse.SEVERAL_VALUES;
    }

    @Override
    public boolean isUnbiased() {
        return true;
    }

    @Override
    public String toString() {
        return "Vimco(samples=" + samples + ")";
    }
}
