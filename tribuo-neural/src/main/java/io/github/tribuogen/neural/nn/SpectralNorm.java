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

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Divides a weight by an estimate of its largest singular value (Miyato, Kataoka, Koyama, Yoshida, "Spectral normalization
 * for generative adversarial networks", ICLR 2018, algorithm 1). The weight is taken as a matrix of its first axis by all
 * others; the left singular vector is a variable of the layer, improved by power iterations at every use in training.
 * Gradients do not flow into the vectors.
 */
public final class SpectralNorm implements WeightTransform {
    private static final double TINY = 1e-12;

    private final int iterations;

    /**
     * A spectral normalisation.
     *
     * @param iterations The power iterations a use, at least 1.
     */
    public SpectralNorm(int iterations) {
        if (iterations < 1) {
            throw new IllegalArgumentException("Spectral norm: at least 1 iteration expected, found " + iterations);
        }
        this.iterations = iterations;
    }

    private static Tensor normalised(Tensor v) {
        return v.div(v.square().sum().add(TINY * TINY).sqrt());
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor weight) {
        long rows = weight.shape().size(0);
        Tensor matrix = weight.reshape(rows, -1);
        Tensor fixed = matrix.stopGradient();
        Tensor u = scope.variable("singularVector", scope.dtype(), rng -> start(scope, rows, rng), 1, rows);
        Tensor v = normalised(u.matMul(fixed));
        if (scope.isTraining()) {
            for (int i = 0; i < iterations; i++) {
                u = normalised(v.matMul(fixed, false, true));
                v = normalised(u.matMul(fixed));
            }
            scope.assign("singularVector", u);
        } else {
            u = normalised(u); // a mean of unit vectors, where weights are averaged, is shorter
        }
        // v is fixed W' u, so sigma = u W v' has the right gradient u' v by the weight
        Tensor sigma = u.matMul(matrix).mul(v).sum();
        return weight.div(sigma);
    }

    private static HostTensor start(ParameterScope scope, long rows, SplittableRandom rng) {
        double[] u = Draws.normal(new long[] {rows}, 1, rng);
        double norm = Math.sqrt(Arrays.stream(u).map(a -> a * a).sum());
        return Variable.convert(Arrays.stream(u).map(a -> a / norm).toArray(), scope.dtype(), new long[] {1, rows});
    }
}
