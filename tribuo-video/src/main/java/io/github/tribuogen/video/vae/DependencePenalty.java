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
package io.github.tribuogen.video.vae;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * The Hilbert-Schmidt independence criterion between a clip's identity and the pose of its frames: zero in the mean if the two are
 * independent, above it for dependence of any form (Gretton et al., "Measuring statistical dependence with Hilbert-Schmidt norms", 2005,
 * in the unbiased form of Song et al., "Feature selection via dependence maximization", 2012). Pairs of frames are of one time and of two
 * clips, so that a pose may do as it likes within a clip. Gaussian kernels, as wide as the mean distance in the batch; the identity is
 * taken as given, so that the penalty changes the pose alone:
 *
 * <pre>weight HSIC(K, L) / sqrt(HSIC(K, K) HSIC(L, L)),   K the mean over time of the kernel of p_t, L the kernel of the mean s</pre>
 */
public final class DependencePenalty implements LeakagePenalty {
    private static final double SMALL = 1e-8;

    @Config(description = "How much the dependence of identity and pose costs, in nats a frame, above 0.")
    private double weight = 10;

    /** A weight of 10. Also for OLCUT. */
    public DependencePenalty() {}

    /**
     * A penalty.
     *
     * @param weight In nats a frame, above 0.
     */
    public DependencePenalty(double weight) {
        this.weight = weight;
        postConfig();
    }

    @Override
    public void postConfig() {
        if (!(weight > 0 && Double.isFinite(weight))) {
            throw new PropertyException("", "weight", "found " + weight + ", expected a finite number above 0");
        }
    }

    @Override
    public Tensor of(Tensor identity, Tensor pose) {
        if (!pose.shape().dim(0).isFixed() || pose.shape().size(0) < 4) {
            throw new IllegalArgumentException(
                    "batchSize: at least 4 clips expected for " + this + ", found " + pose.shape());
        }
        Tensor l = kernel(identity.mean(1).stopGradient().unsqueeze(0));
        Tensor k = kernel(pose.transpose(1, 0, 2));
        Tensor scale = criterion(k, k).mul(criterion(l, l)).max(k.scalar(SMALL)).sqrt();
        return criterion(k, l).div(scale).mul(weight);
    }

    /** The mean over T of Gaussian kernels of [T, B, F] with a diagonal of zeros, [B, B]. */
    private static Tensor kernel(Tensor points) {
        long b = points.shape().size(1);
        Tensor squares = points.square().sumKeepDims(2);
        Tensor distances = squares.add(squares.transpose(0, 2, 1))
                .sub(points.matMul(points, false, true).mul(2))
                .max(points.scalar(0));
        Tensor width = distances
                .sum()
                .div(points.shape().size(0) * b * (b - 1.0))
                .add(SMALL)
                .stopGradient();
        return distances.div(width).neg().exp().mean(0).mul(offDiagonal(points, b));
    }

    private static Tensor offDiagonal(Tensor any, long b) {
        double[] values = new double[Math.toIntExact(b * b)];
        java.util.Arrays.fill(values, 1);
        for (int i = 0; i < b; i++) {
            values[Math.toIntExact(i * (b + 1))] = 0;
        }
        return any.graph().root().constant(HostTensor.of(values, b, b)).cast(any.dtype());
    }

    /** The unbiased criterion of kernels whose diagonals are zero. */
    private static Tensor criterion(Tensor k, Tensor l) {
        double b = k.shape().size(0);
        Tensor products = k.mul(l).sum();
        Tensor wholes = k.sum().mul(l.sum()).div((b - 1) * (b - 2));
        Tensor rows = k.sum(1).mul(l.sum(1)).sum().mul(2 / (b - 2));
        return products.add(wholes).sub(rows).div(b * (b - 3));
    }

    @Override
    public String toString() {
        return "DependencePenalty(weight=" + weight + ")";
    }
}
