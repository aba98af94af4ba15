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
package io.github.tribuogen.flow.vae;

import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.latent.Normal;
import io.github.tribuogen.neural.nn.ParameterScope;

/** No flow: {@code q(z|x) = N(mean(x), diag variance(x))} (Kingma and Welling, "Auto-Encoding Variational Bayes", 2014). */
public final class GaussianPosterior implements Posterior {
    /** The posterior, which has no settings. Also for OLCUT. */
    public GaussianPosterior() {}

    @Override
    public Draw draw(ParameterScope scope, Tensor mean, Tensor logVariance, Tensor noise, FlowContext context) {
        return new Draw(Normal.point(mean, logVariance, noise), Normal.logDensity(logVariance, noise));
    }

    @Override
    public String toString() {
        return "GaussianPosterior()";
    }
}
