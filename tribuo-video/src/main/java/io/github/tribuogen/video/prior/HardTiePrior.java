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
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * One code for the whole clip, {@code f ~ N(0, b)}, shared by all frames as in the disentangled sequential autoencoder (Li and Mandt,
 * "Disentangled sequential autoencoder", 2018). Its posterior pools the encoder's words on the frames: the mean of their means and of
 * their log variances. (There a recurrent network reads the frames in order; here they are a set.)
 */
public final class HardTiePrior implements BlockPrior {
    @Config(description = "The variance b between clips, above 0.")
    private double variance = 1;

    /** b = 1. Also for OLCUT. */
    public HardTiePrior() {}

    /**
     * A prior.
     *
     * @param variance The variance b between clips, above 0.
     */
    public HardTiePrior(double variance) {
        this.variance = variance;
        postConfig();
    }

    @Override
    public void postConfig() {
        TieVariance.requirePositive("variance", variance);
    }

    @Override
    public Draw draw(ParameterScope scope, Tensor mean, Tensor logVariance, Tensor noise) {
        Tensor m = mean.meanKeepDims(1);
        Tensor log = logVariance.meanKeepDims(1);
        Tensor code = m.add(log.mul(0.5).exp().mul(noise.slice(1, 0, 1)));
        Tensor divergence = log.exp()
                .add(m.square())
                .div(variance)
                .sub(log)
                .add(Math.log(variance) - 1)
                .mul(0.5);
        return new Draw(code.expandLike(mean), divergence.squeeze(1));
    }

    @Override
    public Tensor centre(Tensor mean, Tensor logVariance) {
        return mean.meanKeepDims(1).expandLike(mean);
    }

    @Override
    public Tensor generate(ParameterScope scope, Tensor shared, Tensor noise) {
        return shared.mul(Math.sqrt(variance)).unsqueeze(1).expandLike(noise);
    }

    /** Zero: one code has nothing to be tied to. */
    @Override
    public Tensor floor(ParameterScope scope, Tensor any, int frames) {
        return any.scalar(0);
    }

    @Override
    public String toString() {
        return "HardTiePrior(variance=" + variance + ")";
    }
}
