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
package io.github.tribuogen.ebm.vera;

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Systems in {@code A = s^2 I + J'J} by an inverse, for few latent coordinates: J is formed with a forward pass of g's derivative a coordinate,
 * and A, positive definite, is inverted by elimination without a choice of pivots, whose product is its determinant.
 */
final class EliminatedPosterior extends LinearisedPosterior {
    private final Tensor jacobian;
    private final Tensor inverse;
    private final Tensor logDeterminant;

    /**
     * A linearisation.
     *
     * @param z Where, [n, d].
     * @param mean g(z) as a function of z, [n, D], row by row.
     * @param scale s, a scalar.
     */
    EliminatedPosterior(Tensor z, Tensor mean, Tensor scale) {
        super(z, mean, scale);
        int d = (int) z.shape().size(1);
        List<Tensor> columns = new ArrayList<>();
        for (int i = 0; i < d; i++) {
            columns.add(super.forth(unit(z, i, d).add(z.zerosLike())));
        }
        this.jacobian = Tensors.stack(2, columns).stopGradient();
        Tensor identity = Tensors.concat(0, rows(z, d));
        Tensor a = jacobian.matMul(jacobian, true, false).add(identity.mul(variance()));
        List<Tensor> pivots = new ArrayList<>();
        // [A | I] becomes [I | 1/A]; what has become of the first columns is left away
        Tensor m = Tensors.concat(2, List.of(a, identity.unsqueeze(0).expandLike(a)));
        for (int k = 0; k < d; k++) {
            Tensor row = m.slice(1, k, k + 1);
            Tensor pivot = row.slice(2, 0, 1);
            Tensor others = m.slice(2, 0, 1).sub(unit(z, k, d).reshape(1, d, 1));
            m = m.slice(2, 1, 2L * d - k)
                    .sub(others.mul(row.slice(2, 1, 2L * d - k).div(pivot)));
            pivots.add(pivot.squeeze(1, 2).log());
        }
        this.inverse = m;
        this.logDeterminant = Tensors.addAll(pivots);
    }

    private static List<Tensor> rows(Tensor z, int d) {
        List<Tensor> rows = new ArrayList<>();
        for (int i = 0; i < d; i++) {
            rows.add(unit(z, i, d));
        }
        return rows;
    }

    /** The i-th unit vector, [1, d]. */
    private static Tensor unit(Tensor z, int i, int d) {
        double[] values = new double[d];
        values[i] = 1;
        return z.graph().root().constant(HostTensor.of(values, 1, d)).cast(z.dtype());
    }

    @Override
    Tensor back(Tensor v) {
        return v.unsqueeze(1).matMul(jacobian).squeeze(1);
    }

    @Override
    Tensor forth(Tensor h) {
        return jacobian.matMul(h.unsqueeze(2)).squeeze(2);
    }

    @Override
    Solution solve(Tensor b) {
        Tensor h = inverse.matMul(b.unsqueeze(2)).squeeze(2).stopGradient();
        return new Solution(h, forth(h).stopGradient());
    }

    @Override
    Tensor logDeterminant() {
        return logDeterminant;
    }
}
