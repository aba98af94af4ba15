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
package io.github.tribuogen.neural.model;

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.regression.ImmutableRegressionInfo;
import org.tribuo.regression.Regressor;

/**
 * The targets of a dataset, standardised by mean and deviation of the training rows. The dimensions stand in the order of
 * the ids of Tribuo's output domain.
 */
final class RegressionTargets {
    private final int dimensions;
    private final double[] mean;
    private final double[] deviation;
    private final HostTensor standardised;

    /**
     * Reads and standardises the targets.
     *
     * @param prepared The prepared dataset.
     * @throws IllegalArgumentException If an example lacks a dimension or has a value that is not finite.
     */
    RegressionTargets(Prepared<Regressor> prepared) {
        String[] names = names(prepared.outputs());
        this.dimensions = names.length;
        int n = prepared.size();
        double[] values = new double[n * dimensions];
        for (int i = 0; i < n; i++) {
            Regressor r = prepared.examples().get(i).getOutput();
            if (r.size() != dimensions) {
                throw new IllegalArgumentException("Example " + i + " has " + r.size() + " output dimensions, expected "
                        + dimensions + ": " + String.join(", ", names));
            }
            for (int k = 0; k < dimensions; k++) {
                values[i * dimensions + k] = value(r, names[k], i);
            }
        }
        this.mean = new double[dimensions];
        this.deviation = new double[dimensions];
        int[] rows = prepared.trainingRows();
        for (int k = 0; k < dimensions; k++) {
            double sum = 0;
            for (int row : rows) {
                sum += values[row * dimensions + k] / rows.length;
            }
            double squares = 0;
            for (int row : rows) {
                double d = values[row * dimensions + k] - sum;
                squares += d * d / rows.length;
            }
            mean[k] = sum;
            // a constant target is left unscaled; so is one that only differs by rounding
            deviation[k] = squares > 1e-24 * sum * sum ? Math.sqrt(squares) : 1;
        }
        float[] s = new float[values.length];
        for (int i = 0; i < s.length; i++) {
            int k = i % dimensions;
            s[i] = (float) ((values[i] - mean[k]) / deviation[k]);
        }
        this.standardised = HostTensor.of(s, n, dimensions);
    }

    private static double value(Regressor r, String name, int example) {
        double v = r.getDimension(name)
                .orElseThrow(() -> new IllegalArgumentException("Example " + example + " lacks the output dimension '"
                        + name + "', found " + String.join(", ", r.getNames())))
                .getValue();
        if (!Double.isFinite(v) || Math.abs(v) > Float.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "Example " + example + " has the value " + v + " in the output dimension '" + name
                            + "', expected a finite number within the range of a 32-bit float");
        }
        return v;
    }

    /** The names of the dimensions in the order of their ids. */
    static String[] names(ImmutableOutputInfo<Regressor> domain) {
        ImmutableRegressionInfo info = (ImmutableRegressionInfo) domain;
        String[] names = new String[info.size()];
        for (int id = 0; id < names.length; id++) {
            names[id] = info.getOutput(id).getNames()[0];
        }
        return names;
    }

    int dimensions() {
        return dimensions;
    }

    /** float32 [examples, dimensions]. */
    HostTensor standardised() {
        return standardised;
    }

    /** Brings standardised values [batch, dimensions] back to the user's units. */
    Tensor restore(Tensor values) {
        return values.mul(constant(values, deviation)).add(constant(values, mean));
    }

    private Tensor constant(Tensor like, double[] values) {
        float[] f = new float[values.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) values[i];
        }
        return like.graph().root().constant(HostTensor.of(f, f.length));
    }
}
