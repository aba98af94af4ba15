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
package io.github.tribuogen.ebm.fit;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.optim.Optimiser;
import java.util.Arrays;

/**
 * The kernel Stein discrepancy with an RBF kernel {@code k(x, y) = exp(-|x - y|^2 / (2 w))}: minimise the mean of
 *
 * <pre>
 * h(x, y) = k (s(x)'s(y) + (s(x) - s(y))'(x - y) / w + D / w - |x - y|^2 / w^2)
 * </pre>
 *
 * <p>over pairs of a point of the batch's first half and one of its second. w is the squared median distance of points of the
 * data unless given; it may be learned so as to make the discrepancy large. An odd batch's last point is not used.
 */
public final class KernelStein implements FitObjective {
    private static final String LOG_WIDTH = "logWidth";
    private static final int LOOKED_AT = 1000;

    @Config(description = "The width w at the start, a variance; 0 for the squared median distance of the data.")
    private double width = 0;

    @Config(description = "Learns the width, to make the discrepancy large; absent to leave it as it is.")
    private Optimiser widthOptimiser = null;

    /** The median width, not learned. Also for OLCUT. */
    public KernelStein() {}

    /**
     * A kernel Stein discrepancy.
     *
     * @param width w, a variance; 0 for the squared median distance of the data.
     * @param widthOptimiser Learns the width; null to leave it as it is.
     */
    public KernelStein(double width, Optimiser widthOptimiser) {
        this.width = width;
        this.widthOptimiser = widthOptimiser;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.notNegative("width", width);
    }

    @Override
    public Fitted fit(HostTensor points) {
        double w = width > 0 ? width : squaredMedianDistance(points);
        return step -> loss(step, Math.log(w));
    }

    private Tensor loss(FitStep step, double start) {
        long half = step.points().shape().size(0) / 2;
        if (half < 1) {
            throw new IllegalArgumentException("batchSize: at least 2 expected by the pairs of KernelStein, found 1");
        }
        Tensor points = step.points().slice(0, 0, 2 * half);
        Tensor scores = step.density().score(points).flatten(1);
        Tensor flat = points.flatten(1);
        double d = flat.shape().size(1);
        Tensor sx = scores.slice(0, 0, half);
        Tensor sy = scores.slice(0, half, 2 * half);
        Tensor apart = flat.slice(0, 0, half).sub(flat.slice(0, half, 2 * half));
        Tensor logWidth = widthOptimiser == null
                ? flat.scalar(start)
                : step.own().parameter(LOG_WIDTH, new ConstantInitialiser(start), 1, 1);
        Tensor precision = logWidth.neg().exp();
        Tensor r2 = apart.square().sum(1);
        Tensor k = r2.mul(precision).mul(-0.5).exp();
        Tensor cross = sx.sub(sy).mul(apart).sum(1).add(d).mul(precision);
        Tensor h = sx.mul(sy).sum(1).add(cross).sub(r2.mul(precision.square()));
        Tensor loss = k.mul(h).mean();
        if (widthOptimiser != null) {
            step.minimise(loss.neg(), step.own(), widthOptimiser);
            step.metric("kernel width", logWidth.exp());
        }
        return loss;
    }

    /** Of the first points; the mean where the median is 0. */
    static double squaredMedianDistance(HostTensor points) {
        int all = Math.toIntExact(points.shape()[0]);
        int n = Math.min(all, LOOKED_AT);
        int d = points.size() / all;
        double[] x = new double[n * d];
        Arrays.setAll(x, points::get);
        double[] distances = new double[n * (n - 1) / 2];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int c = 0; c < d; c++) {
                    double t = x[i * d + c] - x[j * d + c];
                    sum += t * t;
                }
                distances[at++] = Math.sqrt(sum);
            }
        }
        Arrays.sort(distances);
        double median = distances.length == 0 ? 0 : distances[distances.length / 2];
        double typical =
                median > 0 ? median : Arrays.stream(distances).average().orElse(0);
        if (!(typical > 0)) {
            throw new IllegalArgumentException("width: points that differ expected by the median distance, found " + all
                    + " equal ones; set a width");
        }
        return typical * typical;
    }

    @Override
    public String toString() {
        return "KernelStein(width=" + width + ", widthOptimiser=" + widthOptimiser + ")";
    }
}
