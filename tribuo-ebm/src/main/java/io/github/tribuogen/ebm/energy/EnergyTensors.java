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
package io.github.tribuogen.ebm.energy;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;

/** Constants of the element type that is trained in, and points of the expected shape. */
final class EnergyTensors {
    private EnergyTensors() {}

    static HostTensor host(DType dtype, double[] values, long... shape) {
        if (dtype == DType.FLOAT64) {
            return HostTensor.of(values, shape);
        }
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return HostTensor.of(narrow, shape);
    }

    static Tensor constant(Graph g, DType dtype, double[] values, long... shape) {
        return g.root().constant(host(dtype, values, shape));
    }

    /** Refuses points of another number of coordinates than the data's. */
    static Tensor flat(String energy, Tensor x, int dimension) {
        Tensor flat = x.flatten(1);
        if (flat.shape().size(1) != dimension) {
            throw new IllegalArgumentException(
                    energy + ": points of " + dimension + " coordinates expected, found " + x.shape());
        }
        return flat;
    }
}
