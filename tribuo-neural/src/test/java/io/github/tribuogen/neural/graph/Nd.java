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
package io.github.tribuogen.neural.graph;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/** A small dense array of doubles: the plain reference that operators are compared with. */
final class Nd {
    final int[] shape;
    final double[] values;

    private Nd(int[] shape, double[] values) {
        this.shape = shape;
        this.values = values;
    }

    static Nd of(int[] shape, double... values) {
        if (values.length != count(shape)) {
            throw new IllegalArgumentException(values.length + " values for " + Arrays.toString(shape));
        }
        return new Nd(shape, values);
    }

    /** Computes each element from its index. */
    static Nd build(int[] shape, ToDoubleFunction<int[]> element) {
        double[] v = new double[count(shape)];
        for (int i = 0; i < v.length; i++) {
            v[i] = element.applyAsDouble(unravel(shape, i));
        }
        return new Nd(shape, v);
    }

    static int count(int... shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    static int[] unravel(int[] shape, int flat) {
        int[] at = new int[shape.length];
        for (int i = shape.length - 1; i >= 0; i--) {
            at[i] = flat % shape[i];
            flat /= shape[i];
        }
        return at;
    }

    /** The element at an index of at least this rank, broadcast by aligning the last axes. */
    double at(int... index) {
        int flat = 0;
        for (int i = 0; i < shape.length; i++) {
            int p = index[index.length - shape.length + i];
            flat = flat * shape[i] + (shape[i] == 1 ? 0 : p);
        }
        return values[flat];
    }

    Nd map(DoubleUnaryOperator f) {
        return new Nd(shape, Arrays.stream(values).map(f).toArray());
    }

    Nd reshape(int... to) {
        return of(to, values);
    }

    static int[] broadcast(int[] a, int[] b) {
        int r = Math.max(a.length, b.length);
        int[] out = new int[r];
        for (int i = 1; i <= r; i++) {
            int p = i <= a.length ? a[a.length - i] : 1;
            int q = i <= b.length ? b[b.length - i] : 1;
            out[r - i] = p == 1 ? q : p;
        }
        return out;
    }

    Nd zip(Nd other, DoubleBinaryOperator f) {
        return build(broadcast(shape, other.shape), i -> f.applyAsDouble(at(i), other.at(i)));
    }

    /** Folds axes from left to right, keeping them with extent 1. */
    Nd fold(double start, DoubleBinaryOperator f, int... axes) {
        int[] to = shape.clone();
        for (int a : axes) {
            to[a] = 1;
        }
        double[] v = new double[count(to)];
        Arrays.fill(v, start);
        Nd out = new Nd(to, v);
        for (int i = 0; i < values.length; i++) {
            int[] at = unravel(shape, i);
            int flat = 0;
            for (int j = 0; j < to.length; j++) {
                flat = flat * to[j] + (to[j] == 1 ? 0 : at[j]);
            }
            v[flat] = f.applyAsDouble(v[flat], values[i]);
        }
        return out;
    }
}
