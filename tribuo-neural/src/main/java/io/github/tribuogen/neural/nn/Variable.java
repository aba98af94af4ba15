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

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.TensorType;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A named tensor that lives longer than a step: a weight, an optimiser's moment, a running mean, a replay buffer.
 *
 * @param name The full name, scopes joined by "/".
 * @param type Element type and shape, all extents known.
 * @param trainable Is it a parameter, to be changed by gradients?
 * @param initial Draws the first value from a source of randomness of its own.
 */
public record Variable(
        String name, TensorType type, boolean trainable, Function<SplittableRandom, HostTensor> initial) {

    /**
     * Draws the first value.
     *
     * @param seed The seed of the whole program; the variable's name is mixed in, so that variables do not disturb one
     *     another.
     * @return The value.
     */
    public HostTensor initialise(long seed) {
        long h = 0xcbf29ce484222325L; // FNV-1a
        for (int i = 0; i < name.length(); i++) {
            h = (h ^ name.charAt(i)) * 0x100000001b3L;
        }
        return initial.apply(new SplittableRandom(new SplittableRandom(seed ^ h).nextLong()));
    }

    static HostTensor convert(double[] values, DType dtype, long[] shape) {
        if (dtype == DType.FLOAT64) {
            return HostTensor.of(values, shape);
        }
        float[] f = new float[values.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) values[i];
        }
        return HostTensor.of(f, shape);
    }
}
