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
package io.github.tribuogen.flow.vae;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.flow.bijection.Bijection.Image;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.List;

/**
 * Sylvester flows with amortised parameters: {@code z' = z + tanh(z Q S + b) R Q'} for rows z, with the M columns of Q
 * orthonormal and R, S upper triangular. By Sylvester's identity {@code log|det| = sum_i log(1 + (1 - tanh_i^2) S_ii R_ii)}; the
 * diagonals are hyperbolic tangents, so every summand is defined and the map invertible. All of Q, R, S and b are made from
 * linear functions of the encoder's features.
 *
 * <p>The paper makes Q orthonormal by an iteration, which leaves an error in the determinant when it is stopped early;
 * here {@link SylvesterKind#ORTHOGONAL} uses the Gram-Schmidt process, which is exact up to rounding.
 *
 * <pre>
 * See: van den Berg, Hasenclever, Tomczak and Welling, "Sylvester Normalizing Flows for Variational Inference", 2018.
 * </pre>
 */
public final class SylvesterPosterior extends FlowPosterior {
    @Config(description = "The number of maps, at least 1.")
    private int flows = 4;

    @Config(description = "How the orthonormal directions are made.")
    private SylvesterKind kind = SylvesterKind.ORTHOGONAL;

    @Config(
            description =
                    "Directions M of ORTHOGONAL, at most the latent size; reflections of HOUSEHOLDER; of no consequence for"
                            + " TRIANGULAR. At least 1.")
    private int directions = 8;

    /** Four orthogonal maps with 8 directions. Also for OLCUT. */
    public SylvesterPosterior() {}

    /**
     * Sylvester flows.
     *
     * @param flows The number of maps, at least 1.
     * @param kind How the orthonormal directions are made.
     * @param directions Directions of ORTHOGONAL, at most the latent size; reflections of HOUSEHOLDER; at least 1.
     */
    public SylvesterPosterior(int flows, SylvesterKind kind, int directions) {
        this.flows = flows;
        this.kind = kind;
        this.directions = directions;
        postConfig();
    }

    @Override
    public void postConfig() {
        checkFlows(flows);
        Require.atLeast("directions", directions, 1);
    }

    @Override
    int flows() {
        return flows;
    }

    @Override
    Image map(int k, ParameterScope scope, Tensor z, FlowContext context) {
        long d = z.shape().size(1);
        if (kind == SylvesterKind.ORTHOGONAL && directions > d) {
            throw new IllegalArgumentException(
                    "directions: at most the latent size " + d + " expected, found " + directions);
        }
        Tensor h = features(context);
        long m = kind == SylvesterKind.ORTHOGONAL ? directions : d;
        Frame frame =
                switch (kind) {
                    case ORTHOGONAL -> Frame.columns(cube(scope, "directions", h, m, d));
                    case HOUSEHOLDER -> Frame.reflections(cube(scope, "normals", h, directions, d));
                    case TRIANGULAR -> Frame.order(k % 2 == 1);
                };
        Tensor diagonals = Linear.to(3 * m).apply(scope.child("diagonals"), h);
        List<Tensor> parts = diagonals.split(1, m, m, m);
        Tensor s = parts.get(0).tanh();
        Tensor r = parts.get(1).tanh();
        Tensor v = frame.down(z);
        Tensor t =
                product(v, s, cube(scope, "inner", h, m, m)).add(parts.get(2)).tanh();
        Tensor change = frame.up(product(t, r, cube(scope, "outer", h, m, m)));
        Tensor slope = t.square().rsub(1);
        // 1 + (1 - t^2) s r as a sum of two numbers that are not negative
        Tensor determinant = t.square().add(slope.mul(s.mul(r).add(1)));
        return new Image(z.add(change), determinant.log().sum(1));
    }

    /** Amortised numbers, [B, rows, columns]. */
    private static Tensor cube(ParameterScope scope, String name, Tensor h, long rows, long columns) {
        Tensor all = Linear.to(rows * columns).apply(scope.child(name), h);
        return all.reshape(Shape.of(List.of(h.shape().dim(0), Dim.of(rows), Dim.of(columns))));
    }

    /** v U, where U has this diagonal [B, M] and, above it, the elements of a matrix [B, M, M]. */
    private static Tensor product(Tensor v, Tensor diagonal, Tensor matrix) {
        int m = Math.toIntExact(diagonal.shape().size(1));
        double[] above = new double[m * m];
        for (int i = 0; i < m; i++) {
            for (int j = i + 1; j < m; j++) {
                above[i * m + j] = 1;
            }
        }
        Tensor mask = v.graph().root().constant(HostTensor.of(above, m, m)).cast(v.dtype());
        return v.mul(diagonal).add(v.unsqueeze(1).matMul(matrix.mul(mask)).squeeze(1));
    }

    @Override
    public String toString() {
        return "SylvesterPosterior(flows=" + flows + ", kind=" + kind + ", directions=" + directions + ")";
    }
}
