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

/** Normalises each example over groups of channels and all positions (Wu, He, "Group normalization", ECCV 2018). */
public final class GroupNormalisation implements Normalisation {
    @Config(mandatory = true, description = "The number of groups, at least 1; divides the number of channels.")
    private int groups;

    @Config(description = "Added to the variance, above 0.")
    private double epsilon = 1e-5;

    /** For OLCUT. */
    private GroupNormalisation() {}

    /**
     * A group normalisation with epsilon 1e-5.
     *
     * @param groups The number of groups, at least 1.
     */
    public GroupNormalisation(int groups) {
        this.groups = groups;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("groups", groups, 1);
        Require.positive("epsilon", epsilon);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        ChannelAffine.check("GroupNormalisation", scope, x);
        long c = x.shape().size(1);
        InputChecks.divides("GroupNormalisation", scope, x, "a number of channels", groups, c);
        return scope.named(() -> {
            Tensor folded =
                    x.flatten(1).reshape(-1, groups, x.flatten(1).shape().size(1) / groups);
            return ChannelAffine.scaledAndShifted(
                    scope, ChannelAffine.standardised(folded, epsilon, 2).reshapeLike(x));
        });
    }

    @Override
    public String toString() {
        return "GroupNormalisation(groups=" + groups + ", epsilon=" + epsilon + ")";
    }
}
