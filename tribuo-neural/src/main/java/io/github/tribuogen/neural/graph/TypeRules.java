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

import java.util.List;

/** Type rules that several operators share. */
final class TypeRules {
    private TypeRules() {}

    static final Operator.TypeRule SAME = (in, a) -> List.of(in.get(0));

    static final Operator.TypeRule FLOATING = (in, a) -> {
        requireFloating(in.get(0));
        return List.of(in.get(0));
    };

    static final Operator.TypeRule BROADCAST =
            (in, a) -> List.of(new TensorType(in.get(0).dtype(), broadcast(in.get(0), in.get(1))));

    static final Operator.TypeRule BROADCAST_FLOATING = (in, a) -> {
        requireFloating(in.get(0));
        return BROADCAST.infer(in, a);
    };

    static final Operator.TypeRule COMPARISON =
            (in, a) -> List.of(new TensorType(DType.BOOL, broadcast(in.get(0), in.get(1))));

    static void requireFloating(TensorType t) {
        require(t.dtype().isFloating(), "a floating point type expected, found " + t.dtype());
    }

    static void requireSameDType(TensorType a, TensorType b) {
        require(a.dtype() == b.dtype(), "equal element types expected, found " + a.dtype() + " and " + b.dtype());
    }

    static Shape broadcast(TensorType a, TensorType b) {
        requireSameDType(a, b);
        return broadcast(a.shape(), b.shape());
    }

    static Shape broadcast(Shape a, Shape b) {
        Shape s = a.broadcast(b);
        require(s != null, "shapes that broadcast expected, found " + a + " and " + b);
        return s;
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    static void requireRank(TensorType t, int rank, String what) {
        require(t.shape().rank() == rank, what + " of rank " + rank + " expected, found shape " + t.shape());
    }
}
