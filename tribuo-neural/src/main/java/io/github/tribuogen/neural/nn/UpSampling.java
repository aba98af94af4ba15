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

import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Nearest-neighbour up-sampling: every element is repeated along each spatial axis. */
public final class UpSampling implements Layer {
    private final long factor;

    /**
     * An up-sampling.
     *
     * @param factor How often each element is repeated along each axis, at least 1.
     */
    public UpSampling(long factor) {
        if (factor < 1) {
            throw new IllegalArgumentException("UpSampling: a factor of at least 1 expected, found " + factor);
        }
        this.factor = factor;
    }

    /**
     * Applies the up-sampling.
     *
     * @param scope Not used.
     * @param x [batch, C, spatial...], the spatial extents known.
     * @return The same with each spatial extent times the factor.
     */
    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        int spatial = InputChecks.spatialRank("UpSampling", scope, x, new long[] {factor});
        if (factor == 1) {
            return x;
        }
        List<Dim> split = new ArrayList<>(x.shape().dims().subList(0, 2));
        List<Dim> merged = new ArrayList<>(split);
        long[] ones = new long[2 + 2 * spatial];
        Arrays.fill(ones, 1);
        for (int i = 0; i < spatial; i++) {
            long size = x.shape().size(i + 2);
            split.add(Dim.of(size));
            split.add(Dim.of(1));
            merged.add(Dim.of(size * factor));
            ones[3 + 2 * i] = factor;
        }
        // broadcasting against ones repeats along all axes in one pass
        Tensor repeat = x.graph().root().constant(HostTensor.filled(x.dtype(), 1, ones));
        return x.reshape(Shape.of(split)).mul(repeat).reshape(Shape.of(merged));
    }
}
