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
package io.github.tribuogen.flow.cnf;

import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What features add to a layer: {@code h U V + bias}, of each sample.
 *
 * @param u [B, in, k], or null.
 * @param v [B, k, out], or null.
 * @param bias [B, out], or null.
 */
record Amortised(Tensor u, Tensor v, Tensor bias) {
    static final Amortised NONE = new Amortised(null, null, null);

    /** The numbers a sample needs for layers of these widths: (sum of in and out) k + sum of out. */
    static long size(Conditioning how, int rank, long... widths) {
        long size = 0;
        for (int i = 1; i < widths.length; i++) {
            size += switch (how) {
                case INPUT -> i == 1 ? widths[1] : 0;
                case BIAS -> widths[i];
                case LOW_RANK -> (widths[i - 1] + widths[i]) * rank + widths[i];
            };
        }
        return size;
    }

    /** The parts for each layer, cut from [B, size]. */
    static List<Amortised> cut(Tensor all, Conditioning how, int rank, long... widths) {
        List<Amortised> parts = new ArrayList<>();
        long at = 0;
        for (int i = 1; i < widths.length; i++) {
            long in = widths[i - 1];
            long out = widths[i];
            if (how == Conditioning.INPUT && i > 1) {
                parts.add(NONE);
                continue;
            }
            Tensor u = null;
            Tensor v = null;
            if (how == Conditioning.LOW_RANK) {
                u = matrix(all.slice(1, at, at + in * rank), in, rank);
                at += in * rank;
                v = matrix(all.slice(1, at, at + out * rank), rank, out);
                at += out * rank;
            }
            parts.add(new Amortised(u, v, all.slice(1, at, at + out)));
            at += out;
        }
        return parts;
    }

    private static Tensor matrix(Tensor rows, long a, long b) {
        return rows.reshape(Shape.of(List.of(rows.shape().dim(0), dim(a), dim(b))));
    }

    private static Dim dim(long n) {
        return Dim.of(n);
    }
}
