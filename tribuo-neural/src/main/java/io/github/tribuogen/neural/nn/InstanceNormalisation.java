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
 * Normalises each channel of each example over its positions (Ulyanov, Vedaldi, Lempitsky, "Instance normalization", 2016).
 * Needs positions: inputs are [batch, C, spatial...].
 */
public final class InstanceNormalisation implements Normalisation {
    @Config(description = "Added to the variance, above 0.")
    private double epsilon = 1e-5;

    /** Epsilon 1e-5. Also for OLCUT. */
    public InstanceNormalisation() {}

    @Override
    public void postConfig() {
        Require.positive("epsilon", epsilon);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        InputChecks.rankAtLeast("InstanceNormalisation", scope, x, 3);
        ChannelAffine.check("InstanceNormalisation", scope, x);
        return scope.named(() -> ChannelAffine.scaledAndShifted(
                scope, ChannelAffine.standardised(x, epsilon, ChannelAffine.axesFrom(2, x))));
    }

    @Override
    public String toString() {
        return "InstanceNormalisation(epsilon=" + epsilon + ")";
    }
}
