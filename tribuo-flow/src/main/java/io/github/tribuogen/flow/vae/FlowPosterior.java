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

import io.github.tribuogen.flow.bijection.Bijection.Image;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.latent.Normal;
import io.github.tribuogen.neural.nn.ParameterScope;

/** A Gaussian carried on by several maps of one kind, each with parameters of its own. */
abstract class FlowPosterior implements Posterior {
    /** How many maps. */
    abstract int flows();

    /** Map number k, from 0: z [B, D] to its image and log|det|, [B]. */
    abstract Image map(int k, ParameterScope scope, Tensor z, FlowContext context);

    static void checkFlows(int flows) {
        Require.atLeast("flows", flows, 1);
    }

    /** The encoder's features, [B, F]. */
    static Tensor features(FlowContext context) {
        return context.features()
                .orElseThrow(() -> new IllegalArgumentException(
                        "context: features of the encoder expected (FlowContext.given), found none"));
    }

    @Override
    public final Draw draw(ParameterScope scope, Tensor mean, Tensor logVariance, Tensor noise, FlowContext context) {
        Tensor z = Normal.point(mean, logVariance, noise);
        Tensor logDensity = Normal.logDensity(logVariance, noise);
        for (int k = 0; k < flows(); k++) {
            Image image = map(k, scope.child("flow" + k), z, context);
            z = image.point();
            logDensity = logDensity.sub(image.logDeterminant());
        }
        return new Draw(z, logDensity);
    }
}
