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
package io.github.tribuogen.neural.nn;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * Normalises each example over all its channels and positions (Ba, Kiros, Hinton, "Layer normalization", 2016). For images
 * this is group normalisation with one group.
 */
public final class LayerNormalisation implements Normalisation {
    @Config(description = "Added to the variance, above 0.")
    private double epsilon = 1e-5;

    /** Epsilon 1e-5. Also for OLCUT. */
    public LayerNormalisation() {}

    @Override
    public void postConfig() {
        Require.positive("epsilon", epsilon);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        ChannelAffine.check("LayerNormalisation", scope, x);
        return scope.named(() -> ChannelAffine.scaledAndShifted(
                scope, ChannelAffine.standardised(x, epsilon, ChannelAffine.axesFrom(1, x))));
    }

    @Override
    public String toString() {
        return "LayerNormalisation(epsilon=" + epsilon + ")";
    }
}
