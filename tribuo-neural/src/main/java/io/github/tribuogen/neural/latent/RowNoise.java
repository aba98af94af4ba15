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
package io.github.tribuogen.neural.latent;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * Random numbers that are a function of a row of data (and of a purpose and a number of a draw), so that what a model says of a row
 * depends neither on its place in a batch nor on its company, and rows still have independent noise.
 *
 * <p>The values of a row, in units of 2^-16, are mixed with a word of their column each; the sums of the mixed words' halves over the
 * columns make the key. Word i of draw j is {@code mix64(mix64(key + j') + i gamma)} with the output function and increment of
 * SplitMix64.
 */
public final class RowNoise {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;
    private static final long MIX_1 = 0xbf58476d1ce4e5b9L;
    private static final long MIX_2 = 0x94d049bb133111ebL;

    private final Tensor key; // uint64 [B, 1]
    private final DType dtype;

    private RowNoise(Tensor key, DType dtype) {
        this.key = key;
        this.dtype = dtype;
    }

    /**
     * The noise of rows.
     *
     * @param rows [B, D].
     * @param purpose A number; others have other noise.
     * @return The noise.
     */
    public static RowNoise of(Tensor rows, long purpose) {
        int d = Math.toIntExact(rows.shape().size(1));
        long[] columns = new long[d];
        for (int i = 0; i < d; i++) {
            columns[i] = mix(purpose + (i + 1) * GAMMA);
        }
        Tensor units = rows.clip(-0x1p30, 0x1p30).mul(0x1p16).round().cast(DType.INT64);
        Tensor mixed = mix(units.cast(DType.UINT64).bitXor(words(rows, columns, d)));
        // ONNX Runtime sums integers in double precision: 32 bits at a time keep the sums exact
        Tensor high = sum(mixed.shiftRight(word(rows, 32)));
        Tensor low = sum(mixed.bitAnd(word(rows, 0xffffffffL)));
        return new RowNoise(mix(mix(high).add(low)), rows.dtype());
    }

    private static Tensor sum(Tensor halves) {
        return halves.cast(DType.INT64).sumKeepDims(1).cast(DType.UINT64);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * MIX_1;
        long b = (a ^ (a >>> 27)) * MIX_2;
        return b ^ (b >>> 31);
    }

    private static Tensor mix(Tensor z) {
        Tensor a = z.bitXor(z.shiftRight(word(z, 30))).mul(word(z, MIX_1));
        Tensor b = a.bitXor(a.shiftRight(word(z, 27))).mul(word(z, MIX_2));
        return b.bitXor(b.shiftRight(word(z, 31)));
    }

    private static Tensor word(Tensor any, long value) {
        return words(any, new long[] {value});
    }

    private static Tensor words(Tensor any, long[] values, long... shape) {
        HostTensor v = HostTensor.of(values, values.length);
        return any.graph().root().constant(HostTensor.wrap(DType.UINT64, v.buffer(), shape));
    }

    private Tensor words(Tensor draw, int n) {
        long[] steps = new long[n];
        for (int i = 0; i < n; i++) {
            steps[i] = i * GAMMA;
        }
        Tensor start = mix(key.add(draw.cast(DType.UINT64).mul(word(draw, MIX_1))));
        return mix(start.add(words(draw, steps, n)));
    }

    /**
     * Uniform numbers.
     *
     * @param draw The number of the draw, int64 of shape [].
     * @param n How many for each row.
     * @return In (0, 1), [B, n].
     */
    public Tensor uniform(Tensor draw, int n) {
        Tensor w = words(draw, n);
        return w.shiftRight(word(w, 41)).cast(dtype).add(0.5).mul(0x1p-23);
    }

    /**
     * Standard normal numbers.
     *
     * @param draw The number of the draw, int64 of shape [].
     * @param n How many for each row.
     * @return [B, n].
     */
    public Tensor normal(Tensor draw, int n) {
        Tensor w = words(draw, n);
        Tensor radius = unit(w.shiftRight(word(w, 32))).log().mul(-2).sqrt();
        Tensor angle = unit(w.bitAnd(word(w, 0xffffffffL))).mul(2 * Math.PI);
        return radius.mul(angle.cos());
    }

    private Tensor unit(Tensor bits32) {
        return bits32.cast(dtype).add(0.5).mul(0x1p-32);
    }
}
