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
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Arrays;

/** Refusals of inputs that a layer or network cannot take. */
final class InputChecks {
    private InputChecks() {}

    private static IllegalArgumentException refusal(String layer, ParameterScope scope, Tensor x, String expected) {
        String at = scope.path().isEmpty() ? "" : " in scope '" + scope.path() + "'";
        return new IllegalArgumentException(
                layer + at + ": " + expected + " expected, found an input of shape " + x.shape());
    }

    static void rankAtLeast(String layer, ParameterScope scope, Tensor x, int rank) {
        if (x.shape().rank() < rank) {
            throw refusal(layer, scope, x, "at least " + rank + " axes");
        }
    }

    static void rank(String layer, ParameterScope scope, Tensor x, int low, int high, String axes) {
        if (x.shape().rank() < low || x.shape().rank() > high) {
            throw refusal(layer, scope, x, axes);
        }
    }

    static long fixed(String layer, ParameterScope scope, Tensor x, int axis) {
        Dim d = x.shape().dim(axis);
        if (!d.isFixed()) {
            throw refusal(layer, scope, x, "a known extent of axis " + axis);
        }
        return d.size();
    }

    static void divides(String layer, ParameterScope scope, Tensor x, String what, long divisor, long size) {
        if (size % divisor != 0) {
            throw refusal(layer, scope, x, what + " divisible by " + divisor);
        }
    }

    /** The number of spatial axes of [batch, C, spatial...], 1 to 3, all extents but the batch known. */
    static int spatialRank(String layer, ParameterScope scope, Tensor x, long[] kernel) {
        int spatial = x.shape().rank() - 2;
        if (kernel.length > 1) {
            rank(layer, scope, x, kernel.length + 2, kernel.length + 2, axes(kernel.length));
        } else {
            rank(layer, scope, x, 3, 5, "[batch, channels, spatial...] with 1 to 3 spatial axes");
        }
        for (int i = 1; i < x.shape().rank(); i++) {
            fixed(layer, scope, x, i);
        }
        return spatial;
    }

    private static String axes(int spatial) {
        return "[batch, channels, spatial...] with " + spatial + " spatial axes";
    }

    static long[] perAxis(long[] v, int spatial) {
        if (v.length == spatial) {
            return v;
        }
        if (v.length != 1) {
            throw new IllegalArgumentException(
                    "One number or " + spatial + " expected, one a spatial axis, found " + Arrays.toString(v));
        }
        long[] all = new long[spatial];
        Arrays.fill(all, v[0]);
        return all;
    }
}
