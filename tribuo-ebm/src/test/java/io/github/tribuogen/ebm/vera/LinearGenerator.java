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

import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.Initialiser;
import io.github.tribuogen.neural.nn.ParameterScope;

/** g(z) = W z with a given W of D rows and d columns, kept as the parameter "weight" of its transpose, [d, D]. */
final class LinearGenerator implements Generator {
    private final double[][] w;

    LinearGenerator(double[][] w) {
        this.w = w;
    }

    /** A multiple of the identity. */
    static LinearGenerator identity(int d, double scale) {
        double[][] w = new double[d][d];
        for (int i = 0; i < d; i++) {
            w[i][i] = scale;
        }
        return new LinearGenerator(w);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor latent, long... example) {
        int d = w[0].length;
        double[] flat = new double[d * w.length];
        for (int i = 0; i < w.length; i++) {
            for (int j = 0; j < d; j++) {
                flat[j * w.length + i] = w[i][j];
            }
        }
        Initialiser given = (shape, fanIn, fanOut, rng) -> flat.clone();
        Tensor weight = scope.parameter("weight", given, d, w.length, d, w.length);
        return latent.matMul(weight);
    }

    @Override
    public String toString() {
        return "LinearGenerator";
    }
}
