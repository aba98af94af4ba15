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

import static io.github.tribuogen.neural.graph.TypeRules.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Matrix products. */
final class LinearAlgebraOperators {
    private LinearAlgebraOperators() {}

    /** op(a) op(b), where op transposes the last two axes if its flag is set; leading axes broadcast. */
    static final Operator MATMUL = Operator.of("MatMul", (in, a) -> {
                TypeRules.requireFloating(in.get(0));
                TypeRules.requireSameDType(in.get(0), in.get(1));
                Shape x = in.get(0).shape();
                Shape y = in.get(1).shape();
                require(x.rank() >= 2 && y.rank() >= 2, "matrices expected, found " + x + " and " + y);
                boolean tx = a.getFlag("transposeA");
                boolean ty = a.getFlag("transposeB");
                Dim inner = x.dim(tx ? -2 : -1);
                require(
                        inner.equals(y.dim(ty ? -1 : -2)),
                        "equal inner extents expected, found " + inner + " and " + y.dim(ty ? -1 : -2));
                Shape batch = TypeRules.broadcast(
                        Shape.of(x.dims().subList(0, x.rank() - 2)),
                        Shape.of(y.dims().subList(0, y.rank() - 2)));
                List<Dim> dims = new ArrayList<>(batch.dims());
                dims.add(x.dim(tx ? -1 : -2));
                dims.add(y.dim(ty ? -2 : -1));
                return List.of(new TensorType(in.get(0).dtype(), Shape.of(dims)));
            })
            .withLowering(LinearAlgebraOperators::lower)
            .withGradient((n, dys) -> {
                boolean ta = n.attributes().getFlag("transposeA");
                boolean tb = n.attributes().getFlag("transposeB");
                Tensor a = n.input(0);
                Tensor b = n.input(1);
                Tensor dy = dys.get(0);
                Tensor da = ta ? dot(b, dy, tb, true) : dot(dy, b, false, !tb);
                Tensor db = tb ? dot(dy, a, true, ta) : dot(a, dy, !ta, false);
                return Arrays.asList(da.sumTo(a), db.sumTo(b));
            });

    private static void lower(Node n, OnnxEmitter e) {
        boolean ta = n.attributes().getFlag("transposeA");
        boolean tb = n.attributes().getFlag("transposeB");
        if (!ta && !tb) {
            e.emit(n, "MatMul");
        } else if (n.input(0).shape().rank() == 2 && n.input(1).shape().rank() == 2) {
            e.emit(n, "Gemm", OnnxEmitter.integer("transA", ta ? 1 : 0), OnnxEmitter.integer("transB", tb ? 1 : 0));
        } else {
            String a = ta ? swapped(n.input(0), e) : e.name(n.input(0));
            String b = tb ? swapped(n.input(1), e) : e.name(n.input(1));
            e.emitTo(e.name(n.output(0)), "MatMul", List.of(a, b));
        }
    }

    private static String swapped(Tensor t, OnnxEmitter e) {
        int r = t.shape().rank();
        long[] perm = new long[r];
        Arrays.setAll(perm, i -> i);
        perm[r - 2] = r - 1;
        perm[r - 1] = r - 2;
        return e.op("Transpose", List.of(e.name(t)), OnnxEmitter.integers("perm", perm));
    }

    static Tensor dot(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
        return Graph.apply1(
                MATMUL, Attributes.NONE.with("transposeA", transposeA).with("transposeB", transposeB), a, b);
    }

    static final List<Operator> ALL = List.of(MATMUL);
}
