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

import io.github.tribuogen.neural.graph.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What the normalisations share: channels stand at axis 1. */
final class ChannelAffine {
    private ChannelAffine() {}

    /** A vector [C] in the shape [C, 1, ...] that broadcasts against [batch, C, spatial...]. */
    static Tensor perChannel(Tensor vector, Tensor like) {
        long[] sizes = new long[like.shape().rank() - 1];
        Arrays.fill(sizes, 1);
        sizes[0] = vector.shape().size(0);
        return vector.reshape(sizes);
    }

    static Tensor scaledAndShifted(ParameterScope scope, Tensor x) {
        long c = x.shape().size(1);
        Tensor scale = scope.parameter("scale", new ConstantInitialiser(1), c, c, c);
        Tensor shift = scope.parameter("shift", new ConstantInitialiser(0), c, c, c);
        return x.mul(perChannel(scale, x)).add(perChannel(shift, x));
    }

    static Tensor standardised(Tensor x, double epsilon, int... axes) {
        Tensor centred = x.sub(x.meanKeepDims(axes));
        return centred.div(centred.square().meanKeepDims(axes).add(epsilon).sqrt());
    }

    static int[] axesFrom(int first, Tensor x) {
        return IntStream.range(first, x.shape().rank()).toArray();
    }

    static void check(String layer, ParameterScope scope, Tensor x) {
        InputChecks.rankAtLeast(layer, scope, x, 2);
        InputChecks.fixed(layer, scope, x, 1);
    }
}
