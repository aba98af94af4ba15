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
package io.github.tribuogen.ebm.energy;

import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.density.LogDensityModel;
import io.github.tribuogen.neural.density.SamplingModel;
import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.impl.ArrayExample;

/**
 * A Gaussian-Bernoulli restricted Boltzmann machine of given parameters, the usual object of tests of goodness of fit:
 *
 * <pre>
 * p(x, h) ~ exp(x'Bh / 2 + b'x + c'h - |x|^2 / 2),  x in R^d,  h in {-1, 1}^H
 * log p(x) = b'x - |x|^2 / 2 + sum_k log(2 cosh(B_k'x / 2 + c_k)) - log Z
 * score(x) = b - x + B tanh(B'x / 2 + c) / 2
 * </pre>
 *
 * <p>As a {@link LogDensityModel} it leaves out log Z, which {@link #logNormaliser} gives for few hidden units. The features
 * of examples are {@code x00, x01, ...}. Values and scores are computed in double precision. Immutable.
 *
 * <p>See:
 *
 * <pre>
 * Q. Liu, J. D. Lee, M. I. Jordan
 * "A Kernelized Stein Discrepancy for Goodness-of-fit Tests"
 * International Conference on Machine Learning, 2016.
 * </pre>
 */
public final class GaussianBernoulliRBM implements LogDensityModel, SamplingModel<LogDensity> {
    /** The greatest number of hidden units whose states are enumerated. */
    public static final int MAX_ENUMERATED = 12;

    /** The sweeps of {@link #sample} where the states are too many to be enumerated. */
    public static final int SWEEPS = 2000;

    private final double[][] weights; // [d][H]
    private final double[] visible; // [d]
    private final double[] hidden; // [H]

    /**
     * A machine.
     *
     * @param weights B, [d, H], d and H at least 1.
     * @param visible b, [d].
     * @param hidden c, [H].
     * @throws IllegalArgumentException If lengths do not agree or a number is not finite.
     */
    public GaussianBernoulliRBM(double[][] weights, double[] visible, double[] hidden) {
        if (visible.length == 0 || hidden.length == 0) {
            throw new IllegalArgumentException("At least one visible and one hidden unit expected, found "
                    + visible.length + " and " + hidden.length);
        }
        if (weights.length != visible.length) {
            throw new IllegalArgumentException("weights: " + visible.length
                    + " rows expected, one for each visible unit, found " + weights.length);
        }
        this.weights = new double[weights.length][];
        for (int i = 0; i < weights.length; i++) {
            if (weights[i].length != hidden.length) {
                throw new IllegalArgumentException("weights: rows of " + hidden.length
                        + " numbers expected, one for each hidden unit, found " + weights[i].length + " in row " + i);
            }
            this.weights[i] = finite("weights", weights[i]);
        }
        this.visible = finite("visible", visible);
        this.hidden = finite("hidden", hidden);
    }

    private static double[] finite(String name, double[] values) {
        for (double v : values) {
            if (!Double.isFinite(v)) {
                throw new IllegalArgumentException(name + ": finite numbers expected, found " + v);
            }
        }
        return values.clone();
    }

    /**
     * A random machine as the tests of the literature draw it: fair signs for B, standard normal b and c.
     *
     * @param visibleUnits d, at least 1.
     * @param hiddenUnits H, at least 1.
     * @param rng The source of randomness.
     * @return The machine.
     */
    public static GaussianBernoulliRBM random(int visibleUnits, int hiddenUnits, RandomGenerator rng) {
        double[][] b = new double[visibleUnits][hiddenUnits];
        for (double[] row : b) {
            Arrays.setAll(row, k -> rng.nextBoolean() ? 1 : -1);
        }
        return new GaussianBernoulliRBM(b, normals(visibleUnits, rng), normals(hiddenUnits, rng));
    }

    private static double[] normals(int n, RandomGenerator rng) {
        double[] v = new double[n];
        Arrays.setAll(v, i -> rng.nextGaussian());
        return v;
    }

    /**
     * The machine with noise on every weight, B + sigma N(0, 1).
     *
     * @param sigma The standard deviation, at least 0.
     * @param rng The source of randomness.
     * @return The changed machine.
     */
    public GaussianBernoulliRBM perturbed(double sigma, RandomGenerator rng) {
        if (!(sigma >= 0 && Double.isFinite(sigma))) {
            throw new IllegalArgumentException("sigma: a finite number of at least 0 expected, found " + sigma);
        }
        double[][] changed = weights();
        for (double[] row : changed) {
            for (int k = 0; k < row.length; k++) {
                row[k] += sigma * rng.nextGaussian();
            }
        }
        return new GaussianBernoulliRBM(changed, visible, hidden);
    }

    /**
     * The machine with another weight in one place.
     *
     * @param i The visible unit.
     * @param k The hidden unit.
     * @param change What is added to B_ik.
     * @return The changed machine.
     */
    public GaussianBernoulliRBM perturbed(int i, int k, double change) {
        double[][] changed = weights();
        changed[i][k] += change;
        return new GaussianBernoulliRBM(changed, visible, hidden);
    }

    /**
     * B.
     *
     * @return A copy, [d, H].
     */
    public double[][] weights() {
        return Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new);
    }

    /**
     * b.
     *
     * @return A copy, [d].
     */
    public double[] visible() {
        return visible.clone();
    }

    /**
     * c.
     *
     * @return A copy, [H].
     */
    public double[] hidden() {
        return hidden.clone();
    }

    @Override
    public DensityKind densityKind() {
        return DensityKind.UNNORMALISED;
    }

    @Override
    public int dimension() {
        return visible.length;
    }

    /** B'x / 2 + c, [H]. */
    private double[] fields(float[] x, int index) {
        if (x.length != visible.length) {
            throw new IllegalArgumentException(
                    "Row " + index + " has the wrong length, found " + x.length + ", expected " + visible.length);
        }
        double[] a = hidden.clone();
        for (int i = 0; i < x.length; i++) {
            if (!Float.isFinite(x[i])) {
                throw new IllegalArgumentException(
                        "Row " + index + " must be finite, found " + x[i] + " at position " + i);
            }
            double half = 0.5 * x[i];
            for (int k = 0; k < a.length; k++) {
                a[k] += half * weights[i][k];
            }
        }
        return a;
    }

    @Override
    public double[] logDensity(float[][] rows) {
        double[] values = new double[rows.length];
        for (int n = 0; n < rows.length; n++) {
            double sum = 0;
            for (double a : fields(rows[n], n)) {
                // log(2 cosh a), which does not overflow
                sum += Math.abs(a) + Math.log1p(Math.exp(-2 * Math.abs(a)));
            }
            for (int i = 0; i < visible.length; i++) {
                double x = rows[n][i];
                sum += (visible[i] - 0.5 * x) * x;
            }
            values[n] = sum;
        }
        return values;
    }

    @Override
    public boolean hasScore() {
        return true;
    }

    @Override
    public float[][] score(float[][] rows) {
        float[][] scores = new float[rows.length][visible.length];
        for (int n = 0; n < rows.length; n++) {
            double[] a = fields(rows[n], n);
            for (int k = 0; k < a.length; k++) {
                a[k] = 0.5 * Math.tanh(a[k]);
            }
            for (int i = 0; i < visible.length; i++) {
                double sum = visible[i] - rows[n][i];
                for (int k = 0; k < a.length; k++) {
                    sum += weights[i][k] * a[k];
                }
                scores[n][i] = (float) sum;
            }
        }
        return scores;
    }

    /**
     * The divergence of the score, {@code -d + sum_k |B_k|^2 / (4 cosh(B_k'x / 2 + c_k)^2)}.
     *
     * @param rows The points, [n, d].
     * @return [n].
     */
    public double[] scoreDivergence(float[][] rows) {
        double[] norms = new double[hidden.length];
        for (double[] row : weights) {
            for (int k = 0; k < norms.length; k++) {
                norms[k] += row[k] * row[k];
            }
        }
        double[] values = new double[rows.length];
        for (int n = 0; n < rows.length; n++) {
            double[] a = fields(rows[n], n);
            double sum = -visible.length;
            for (int k = 0; k < a.length; k++) {
                double t = Math.tanh(a[k]);
                sum += 0.25 * (1 - t * t) * norms[k];
            }
            values[n] = sum;
        }
        return values;
    }

    /** The states of the hidden units, their log weights (of x integrated out, without (2 pi)^(d/2)), and means of x. */
    private record States(double[] logWeights, double[][] means) {
        double logSum() {
            double max = Arrays.stream(logWeights).max().orElseThrow();
            double sum = 0;
            for (double w : logWeights) {
                sum += Math.exp(w - max);
            }
            return max + Math.log(sum);
        }
    }

    private States states() {
        int h = hidden.length;
        if (h > MAX_ENUMERATED) {
            throw new IllegalStateException("At most " + MAX_ENUMERATED + " hidden units can be enumerated, found " + h
                    + "; use Gibbs sampling");
        }
        double[] logWeights = new double[1 << h];
        double[][] means = new double[1 << h][];
        for (int s = 0; s < logWeights.length; s++) {
            double[] mean = visible.clone();
            double w = 0;
            for (int k = 0; k < h; k++) {
                double sign = (s >> k & 1) == 1 ? 1 : -1;
                w += sign * hidden[k];
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += 0.5 * sign * weights[i][k];
                }
            }
            for (double m : mean) {
                w += 0.5 * m * m;
            }
            logWeights[s] = w;
            means[s] = mean;
        }
        return new States(logWeights, means);
    }

    /**
     * log Z by enumeration of the hidden states: {@code log sum_h exp(c'h + |Bh / 2 + b|^2 / 2) + (d / 2) log 2 pi}.
     *
     * @return What {@link #logDensity} is greater by than the log of the normalised density.
     * @throws IllegalStateException If there are more than {@value #MAX_ENUMERATED} hidden units.
     */
    public double logNormaliser() {
        return states().logSum() + 0.5 * visible.length * Math.log(2 * Math.PI);
    }

    /**
     * The mean of x by enumeration.
     *
     * @return [d].
     * @throws IllegalStateException If there are more than {@value #MAX_ENUMERATED} hidden units.
     */
    public double[] mean() {
        States states = states();
        double norm = states.logSum();
        double[] mean = new double[visible.length];
        for (int s = 0; s < states.means.length; s++) {
            double p = Math.exp(states.logWeights[s] - norm);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += p * states.means[s][i];
            }
        }
        return mean;
    }

    /**
     * Independent points of the law itself, a hidden state by enumeration and x given it.
     *
     * @param n How many, at least 0.
     * @param rng The source of randomness.
     * @return [n, d].
     * @throws IllegalStateException If there are more than {@value #MAX_ENUMERATED} hidden units.
     */
    public float[][] sampleExactly(int n, RandomGenerator rng) {
        checkCount("n", n);
        States states = states();
        double norm = states.logSum();
        double[] cumulative = new double[states.logWeights.length];
        double total = 0;
        for (int s = 0; s < cumulative.length; s++) {
            total += Math.exp(states.logWeights[s] - norm);
            cumulative[s] = total;
        }
        float[][] rows = new float[n][visible.length];
        for (float[] row : rows) {
            int found = Arrays.binarySearch(cumulative, rng.nextDouble() * total);
            double[] mean = states.means[Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1)];
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (mean[i] + rng.nextGaussian());
            }
        }
        return rows;
    }

    /**
     * The ends of independent chains of blocked Gibbs sampling from N(0, I): each sweep draws all hidden units, {@code
     * P(h_k = 1 | x) = sigmoid(B_k'x + 2 c_k)}, then x, {@code N(Bh / 2 + b, I)}. With large machines the hidden units
     * hardly ever flip, so that the chains stay in the modes they fell into.
     *
     * @param n The number of chains, at least 0.
     * @param sweeps The number of sweeps, at least 1.
     * @param rng The source of randomness, of which one number is taken.
     * @return [n, d].
     */
    public float[][] gibbs(int n, int sweeps, RandomGenerator rng) {
        checkCount("n", n);
        if (sweeps < 1) {
            throw new IllegalArgumentException("sweeps: at least 1 expected, found " + sweeps);
        }
        long seed = rng.nextLong();
        if (n == 0) {
            return new float[0][];
        }
        int d = visible.length;
        int h = hidden.length;
        Graph g = new Graph();
        Tensor seedInput = g.input("seed", DType.INT64, Shape.SCALAR);
        Tensor b = constant(g, flat(weights), d, h);
        Tensor twice = constant(g, Arrays.stream(hidden).map(c -> 2 * c).toArray(), 1, h);
        Tensor shift = constant(g, visible, 1, d);
        Tensor half = constant(g, transposedHalf(), h, d);
        RandomStream random = RandomStream.of(seedInput, seedInput.zerosLike());
        Tensor start = random.child("start").normal(DType.FLOAT32, n, d);
        // h in {0, 1}: Bh / 2 + b = B h01 + (b - B 1 / 2)
        Tensor base = shift.sub(half.sumKeepDims(0));
        Tensor twiceHalf = half.mul(2);
        Tensor end = ControlFlow.loop(sweeps, List.of(start), (i, state) -> {
                    Tensor p = state.get(0).matMul(b).add(twice).sigmoid();
                    Tensor on = random.child("hidden").atStep(i).bernoulli(p);
                    Tensor noise = random.child("visible").atStep(i).normal(DType.FLOAT32, n, d);
                    return List.of(on.matMul(twiceHalf).add(base).add(noise));
                })
                .get(0);
        GraphFunction f = new GraphFunction("gibbs", Map.of("seed", seedInput), Map.of("x", end));
        try (Executable e = Executable.compile(f, Device.cpu(1))) {
            float[] x = e.run(Map.of("seed", HostTensor.scalar(seed))).get("x").toFloats();
            float[][] rows = new float[n][];
            Arrays.setAll(rows, r -> Arrays.copyOfRange(x, r * d, (r + 1) * d));
            return rows;
        }
    }

    private static double[] flat(double[][] m) {
        return Arrays.stream(m).flatMapToDouble(Arrays::stream).toArray();
    }

    private double[] transposedHalf() {
        double[] t = new double[visible.length * hidden.length];
        for (int i = 0; i < visible.length; i++) {
            for (int k = 0; k < hidden.length; k++) {
                t[k * visible.length + i] = 0.5 * weights[i][k];
            }
        }
        return t;
    }

    private static Tensor constant(Graph g, double[] values, long... shape) {
        float[] v = new float[values.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) values[i];
        }
        return g.constant(HostTensor.of(v, shape));
    }

    /** {@inheritDoc} By enumeration for few hidden units, else the ends of {@value #SWEEPS} sweeps of {@link #gibbs}. */
    @Override
    public float[][] sample(int n, RandomGenerator rng) {
        return hidden.length <= MAX_ENUMERATED ? sampleExactly(n, rng) : gibbs(n, SWEEPS, rng);
    }

    private static void checkCount(String name, int n) {
        if (n < 0) {
            throw new IllegalArgumentException(name + ": at least 0 expected, found " + n);
        }
    }

    private String[] names() {
        int digits = Math.max(2, String.valueOf(visible.length - 1).length());
        String[] names = new String[visible.length];
        Arrays.setAll(names, i -> String.format(Locale.ROOT, "x%0" + digits + "d", i));
        return names;
    }

    @Override
    public List<Example<LogDensity>> sampleExamples(int n, RandomGenerator rng) {
        String[] names = names();
        List<Example<LogDensity>> examples = new ArrayList<>(n);
        for (float[] row : sample(n, rng)) {
            double[] values = new double[row.length];
            Arrays.setAll(values, i -> row[i]);
            examples.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names, values));
        }
        return examples;
    }

    @Override
    public float[][] toRows(Iterable<? extends Example<?>> examples) {
        String[] names = names();
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            positions.put(names[i], i);
        }
        List<float[]> rows = new ArrayList<>();
        for (Example<?> example : examples) {
            float[] row = new float[visible.length];
            int known = 0;
            for (Feature f : example) {
                Integer at = positions.get(f.getName());
                if (at != null) {
                    if (!Double.isFinite(f.getValue())) {
                        throw new IllegalArgumentException(
                                "Feature '" + f.getName() + "' must be finite, found " + f.getValue());
                    }
                    row[at] = (float) f.getValue();
                    known++;
                }
            }
            if (known == 0) {
                throw new IllegalArgumentException(
                        "No feature of the example is known to the machine, expected some of " + names[0] + " to "
                                + names[names.length - 1] + ", found an example of " + example.size() + " features");
            }
            rows.add(row);
        }
        return rows.toArray(new float[0][]);
    }

    @Override
    public String toString() {
        return "GaussianBernoulliRBM(visible=" + visible.length + ", hidden=" + hidden.length + ")";
    }
}
