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
package io.github.tribuogen.ebm.sampler;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Points from a normal law per class with the mean and the full covariance of the class's training examples: an informed
 * start (Yang and Ji, "JEM++: Improved Techniques for Training JEM", ICCV 2021).
 *
 * <p>A draw is {@code m + sum_i e_i (x_i - m) / sqrt(n)} with e standard normal, which has exactly the empirical
 * covariance; no matrix is formed. Inside a graph, points are taken from a bank drawn beforehand. A class without
 * labelled examples uses all examples.
 */
public final class ClassGaussianStart implements StartLaw {
    @Config(description = "The most examples of a class that make up its covariance, at least 1.")
    private int maxExamples = 500;

    @Config(description = "The number of points of each class in the bank of fresh starts, at least 1.")
    private int bankPerClass = 200;

    @Config(description = "The points are clamped elementwise to [-bound, bound]; 0 for no clamp.")
    private double bound = 1;

    /** At most 500 examples a class, clamped to [-1, 1]. Also for OLCUT. */
    public ClassGaussianStart() {}

    /**
     * A law.
     *
     * @param maxExamples The most examples of a class that make up its covariance, at least 1.
     * @param bankPerClass The number of points of each class in the bank of fresh starts, at least 1.
     * @param bound The bound on the points' elements; 0 for none.
     */
    public ClassGaussianStart(int maxExamples, int bankPerClass, double bound) {
        this.maxExamples = maxExamples;
        this.bankPerClass = bankPerClass;
        this.bound = bound;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("maxExamples", maxExamples, 1);
        Require.atLeast("bankPerClass", bankPerClass, 1);
        Require.notNegative("bound", bound);
    }

    @Override
    public Fitted fit(HostTensor points, int[] classes, int numClasses) {
        long[] shape = Arrays.copyOfRange(points.shape(), 1, points.shape().length);
        int width = PointShapes.elements(shape);
        float[] x = points.toFloats();
        int n = classes.length;
        float[][][] members = new float[numClasses][][];
        for (int k = 0; k < numClasses; k++) {
            int kind = k;
            int[] rows = IntStream.range(0, n).filter(i -> classes[i] == kind).toArray();
            if (rows.length == 0) {
                rows = IntStream.range(0, n).toArray();
            }
            int used = Math.min(rows.length, maxExamples);
            // a random part of the class, whatever the order of the data; the same at each call
            SplittableRandom rng = new SplittableRandom(k);
            members[k] = new float[used][];
            for (int i = 0; i < used; i++) {
                int j = i + rng.nextInt(rows.length - i);
                int row = rows[j];
                rows[j] = rows[i];
                members[k][i] = Arrays.copyOfRange(x, row * width, (row + 1) * width);
            }
        }
        return new Gaussians(this, members, width, shape);
    }

    private static final class Gaussians implements Fitted {
        private final ClassGaussianStart law;
        private final float[][][] centred; // [K][n][width], the class's mean taken off
        private final float[][] means;
        private final int width;
        private final long[] shape;

        Gaussians(ClassGaussianStart law, float[][][] members, int width, long[] shape) {
            this.law = law;
            this.width = width;
            this.shape = shape;
            this.centred = members;
            this.means = new float[members.length][width];
            for (int k = 0; k < members.length; k++) {
                double[] sum = new double[width];
                for (float[] row : members[k]) {
                    for (int j = 0; j < width; j++) {
                        sum[j] += row[j];
                    }
                }
                for (int j = 0; j < width; j++) {
                    means[k][j] = (float) (sum[j] / members[k].length);
                }
                for (float[] row : members[k]) {
                    for (int j = 0; j < width; j++) {
                        row[j] -= means[k][j];
                    }
                }
            }
        }

        @Override
        public HostTensor draw(SplittableRandom rng, int[] classes) {
            float[] out = new float[Math.multiplyExact(classes.length, width)];
            for (int i = 0; i < classes.length; i++) {
                float[][] rows = centred[classes[i]];
                double[] point = new double[width];
                double scale = 1 / Math.sqrt(rows.length);
                for (float[] row : rows) {
                    double e = rng.nextGaussian() * scale;
                    for (int j = 0; j < width; j++) {
                        point[j] += e * row[j];
                    }
                }
                for (int j = 0; j < width; j++) {
                    double v = means[classes[i]][j] + point[j];
                    out[i * width + j] = (float) (law.bound == 0 ? v : Math.max(-law.bound, Math.min(law.bound, v)));
                }
            }
            return HostTensor.of(out, PointShapes.batch(classes.length, shape));
        }

        @Override
        public Tensor draw(ParameterScope scope, RandomStream random, Tensor classes) {
            int per = law.bankPerClass;
            int[] kinds = new int[Math.multiplyExact(per, centred.length)];
            Arrays.setAll(kinds, i -> i / per);
            long[] bankShape = PointShapes.batch(kinds.length, shape);
            Tensor bank = scope.variable("bank", DType.FLOAT32, rng -> draw(rng, kinds), bankShape);
            Tensor within = random.integers(per, classes.shape().size(0));
            Tensor at = classes.mul(classes.scalar(per)).add(within);
            return bank.gather(0, at).cast(scope.dtype());
        }

        @Override
        public long[] pointShape() {
            return shape;
        }
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "StartLaw");
    }

    @Override
    public String toString() {
        return "ClassGaussianStart(maxExamples=" + maxExamples + ", bankPerClass=" + bankPerClass + ", bound=" + bound
                + ")";
    }
}
