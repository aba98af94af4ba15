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
package io.github.tribuogen.flow.bijection;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * Stretches [0, 1] over the line, {@code z = logit(s)} with {@code s = alpha + (1 - 2 alpha) x}, {@code log|det| = sum log(1 - 2
 * alpha) - log(s (1 - s))}. The first part of a flow on images whose pixels are dequantised and scaled to [0, 1]; points beyond
 * have no image. (Dinh, Sohl-Dickstein and Bengio, "Real NVP", 2017, section 4.1.)
 */
public final class Logit implements Bijection {
    @Config(description = "The distance alpha that is kept from 0 and 1, above 0 and below 0.5.")
    private double alpha = 0.05;

    /** Alpha 0.05. Also for OLCUT. */
    public Logit() {}

    /**
     * A logit.
     *
     * @param alpha The distance that is kept from 0 and 1, above 0 and below 0.5.
     */
    public Logit(double alpha) {
        this.alpha = alpha;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.that(alpha > 0 && alpha < 0.5, "alpha", alpha, "a number above 0 and below 0.5");
    }

    /** -log(s (1 - s)) + log(1 - 2 alpha) at s = sigmoid(y), summed over a point. */
    private Tensor volume(Tensor y) {
        Tensor rows = y.flatten(1);
        return rows.softplus()
                .add(rows.neg().softplus())
                .sum(1)
                .add(Math.log(1 - 2 * alpha) * rows.shape().size(1));
    }

    @Override
    public Image forward(ParameterScope scope, Tensor x, FlowContext context) {
        double slope = 1 - 2 * alpha;
        Tensor y = x.mul(slope)
                .add(alpha)
                .log()
                .sub(x.rsub(1).mul(slope).add(alpha).log());
        return new Image(y, volume(y));
    }

    @Override
    public Image inverse(ParameterScope scope, Tensor z, FlowContext context) {
        return new Image(z.sigmoid().sub(alpha).div(1 - 2 * alpha), volume(z).neg());
    }

    @Override
    public String toString() {
        return "Logit(alpha=" + alpha + ")";
    }
}
