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
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.GruCell;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Learned motion: {@code z_t ~ N(mu(h_t), var(h_t))}, where a gated recurrent unit sums up the codes before, {@code h_t = GRU(z_{t-1},
 * h_{t-1})}, as in the disentangled sequential autoencoder (Li and Mandt 2018, with an LSTM). The divergence is exact for each frame
 * given the codes drawn before it:
 *
 * <pre>KL = E_q sum_t 1/2 [ (v_t + (m_t - mu_t)^2) / var_t - 1 + log var_t - log v_t ]</pre>
 */
public final class DynamicsPrior implements BlockPrior {
    private static final double MOST = 8;

    @Config(description = "Units of the recurrent network, at least 1.")
    private int units = 64;

    /** 64 units. Also for OLCUT. */
    public DynamicsPrior() {}

    /**
     * A prior.
     *
     * @param units Units of the recurrent network, at least 1.
     */
    public DynamicsPrior(int units) {
        this.units = units;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("units", units, 1);
    }

    /** Mean and log variance of the next code, [B, F] each. */
    private record Next(Tensor mean, Tensor logVariance) {}

    private Next next(ParameterScope scope, Tensor state, long width) {
        List<Tensor> both =
                Linear.to(2 * width).apply(scope.child("next"), state).split(1, width, width);
        return new Next(both.get(0), both.get(1).clip(-MOST, MOST));
    }

    @Override
    public Draw draw(ParameterScope scope, Tensor mean, Tensor logVariance, Tensor noise) {
        Tensor codes = mean.add(logVariance.mul(0.5).exp().mul(noise));
        GruCell cell = new GruCell(units);
        Tensor before = at(codes, 0).zerosLike();
        Tensor state = cell.start(before);
        List<Tensor> costs = new ArrayList<>();
        for (int t = 0; t < mean.shape().size(1); t++) {
            state = cell.apply(scope.child("cell"), before, state);
            Next p = next(scope, state, mean.shape().size(2));
            Tensor log = at(logVariance, t);
            Tensor away = at(mean, t).sub(p.mean()).square();
            costs.add(log.exp()
                    .add(away)
                    .mul(p.logVariance().neg().exp())
                    .sub(1)
                    .add(p.logVariance())
                    .sub(log)
                    .mul(0.5));
            before = at(codes, t);
        }
        return new Draw(codes, Tensors.addAll(costs));
    }

    private static Tensor at(Tensor codes, long t) {
        return codes.slice(1, t, t + 1).squeeze(1);
    }

    @Override
    public Tensor generate(ParameterScope scope, Tensor shared, Tensor noise) {
        GruCell cell = new GruCell(units);
        Tensor first = shared.zerosLike();
        long width = noise.shape().size(2);
        Tensor trips = noise.sizeOf(1).reshape(new long[0]);
        ControlFlow.Result walked = ControlFlow.scan(trips, List.of(first, cell.start(first)), (t, state) -> {
            Tensor h = cell.apply(scope.child("cell"), state.get(0), state.get(1));
            Next p = next(scope, h, width);
            Tensor e = noise.gather(1, t.unsqueeze(0)).squeeze(1);
            Tensor z = p.mean().add(p.logVariance().mul(0.5).exp().mul(e));
            return new ControlFlow.Step(List.of(z, h), List.of(z));
        });
        Tensor codes = walked.kept().get(0).transpose(1, 0, 2);
        // the loop's count is the number of frames, which the type of its result does not know
        Tensor start = noise.graph().root().constant(0L);
        return codes.slice(1, start, noise.sizeOf(1), noise.shape().dim(1));
    }

    /** Zero: the prior can be as independent over the frames as q is. */
    @Override
    public Tensor floor(ParameterScope scope, Tensor any, int frames) {
        return any.graph().root().constant(HostTensor.scalar(any.dtype(), 0));
    }

    @Override
    public String toString() {
        return "DynamicsPrior(units=" + units + ")";
    }
}
