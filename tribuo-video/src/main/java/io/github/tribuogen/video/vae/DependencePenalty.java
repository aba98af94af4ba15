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
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Hilbert-Schmidt independence criterion between a clip's identity and the pose of its frames: zero in the mean if the two are
 * independent, above it for dependence of any form (Gretton et al., "Measuring statistical dependence with Hilbert-Schmidt norms", 2005,
 * in the unbiased form of Song et al., "Feature selection via dependence maximization", 2012). Pairs of frames are of two clips, at any
 * times, so that a pose may do as it likes within a clip. Kernels are Gaussian, or means of Gaussian ones of several widths; narrow ones
 * see the fine grain that neighbours see. Features count alike whatever their spread: one that is almost idle may still tell the identity.
 * The identity is taken as given, so that the penalty changes the pose alone:
 *
 * <pre>
 * weight HSIC(K, L) / sqrt(HSIC(K, K) HSIC(L, L))
 * K_ij = mean over t, u of k(p_it, p_ju)      L_ij = k(s_i, s_j), s_i the mean of the identity over the frames
 * k(x, y) = mean over w in widths of exp(-|x - y|^2 / (w d)), d the mean of |x - y|^2, features divided by their deviations in the batch
 * </pre>
 */
public final class DependencePenalty implements LeakagePenalty {
    private static final double SMALL = 1e-8;

    @Config(description = "How much the dependence of identity and pose costs, in nats a frame, above 0.")
    private double weight = 100;

    @Config(
            description =
                    "The widths of the kernels as shares of the mean squared distance in the batch, each above 0.")
    private double[] widths = {1, 0.1, 0.01};

    /** A weight of 100, widths of 1, 0.1 and 0.01. Also for OLCUT. */
    public DependencePenalty() {}

    /**
     * A penalty.
     *
     * @param weight In nats a frame, above 0.
     * @param widths The widths of the kernels as shares of the mean squared distance in the batch, each above 0; none for 1, 0.1 and 0.01.
     */
    public DependencePenalty(double weight, double... widths) {
        this.weight = weight;
        this.widths = widths.length == 0 ? this.widths : widths.clone();
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("weight", weight);
        if (widths.length == 0 || !Arrays.stream(widths).allMatch(w -> w > 0 && Double.isFinite(w))) {
            throw new PropertyException(
                    "", "widths", "found " + Arrays.toString(widths) + ", expected finite numbers above 0");
        }
    }

    @Override
    public Tensor of(Tensor identity, Tensor pose) {
        if (!pose.shape().dim(0).isFixed() || pose.shape().size(0) < 4) {
            throw new IllegalArgumentException(
                    "batchSize: at least 4 clips expected for " + this + ", found " + pose.shape());
        }
        Tensor l = kernel(identity.mean(1).stopGradient().unsqueeze(1));
        Tensor k = kernel(pose);
        Tensor scale = criterion(k, k).mul(criterion(l, l)).max(k.scalar(SMALL)).sqrt();
        return criterion(k, l).div(scale).mul(weight);
    }

    /** The mean kernel of the points of two clips, [B, B], of points [B, T, F]; the diagonal is zero. */
    private Tensor kernel(Tensor clips) {
        long b = clips.shape().size(0);
        long t = clips.shape().size(1);
        Tensor codes = clips.reshape(b * t, clips.shape().size(2));
        Tensor centred = codes.sub(codes.meanKeepDims(0));
        Tensor points = centred.div(centred.square().meanKeepDims(0).add(SMALL).sqrt());
        Tensor squares = points.square().sumKeepDims(1);
        Tensor distances = squares.add(squares.transpose(1, 0))
                .sub(points.matMul(points, false, true).mul(2))
                .max(points.scalar(0));
        double n = b * t;
        Tensor mean = distances.sum().div(n * (n - 1)).add(SMALL).stopGradient();
        List<Tensor> kernels = new ArrayList<>();
        for (double w : widths) {
            kernels.add(distances.div(mean.mul(-w)).exp());
        }
        Tensor k = Tensors.addAll(kernels).div(widths.length);
        return k.reshape(b, t, b, t).mean(1, 3).mul(offDiagonal(clips, b));
    }

    private static Tensor offDiagonal(Tensor any, long b) {
        double[] values = new double[Math.toIntExact(b * b)];
        Arrays.fill(values, 1);
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
        return "DependencePenalty(weight=" + weight + ", widths=" + Arrays.toString(widths) + ")";
    }
}
