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

import io.github.tribuogen.ebm.energy.GaussianBase;
import io.github.tribuogen.ebm.energy.NetworkEnergy;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.NetworkGenerator;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.runtime.Device;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Data and networks that the tests of this package share. */
final class VeraData {
    static final String[] NAMES = {"a", "b"};

    private static final StandardActivation SWISH = new StandardActivation(StandardActivation.Function.SWISH);

    private VeraData() {}

    /** Two normal clusters at (-2, 0) and (2, 0) with deviation 0.5, one after the other. */
    static double[][] clusters(int n, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        double[][] x = new double[n][2];
        for (int i = 0; i < n; i++) {
            x[i][0] = (i % 2 == 0 ? 2 : -2) + 0.5 * rng.nextGaussian();
            x[i][1] = 0.5 * rng.nextGaussian();
        }
        return x;
    }

    static MutableDataset<LogDensity> densities(double[]... rows) {
        LogDensityFactory factory = new LogDensityFactory();
        MutableDataset<LogDensity> data =
                new MutableDataset<>(new SimpleDataSourceProvenance("rows", factory), factory);
        for (double[] row : rows) {
            String[] names = new String[row.length];
            Arrays.setAll(names, j -> Character.toString('a' + j));
            data.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names, row));
        }
        return data;
    }

    /** The clusters with labels "right" and "left", all but the first ones unknown. */
    static MutableDataset<Label> classes(int n, int labelled, long seed) {
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> data = new MutableDataset<>(new SimpleDataSourceProvenance("clusters", factory), factory);
        double[][] x = clusters(n, seed);
        for (int i = 0; i < n; i++) {
            Label y = i < labelled ? new Label(i % 2 == 0 ? "right" : "left") : LabelFactory.UNKNOWN_LABEL;
            data.add(new ArrayExample<>(y, NAMES, x[i]));
        }
        return data;
    }

    static NetworkEnergy energy(int... sizes) {
        return new NetworkEnergy(new Mlp(SWISH, sizes), new GaussianBase());
    }

    static AmortisedSampler sampler(int latentSize, int... sizes) {
        return new AmortisedSampler(
                new NetworkGenerator(
                        new Mlp(SWISH, sizes), new StandardActivation(StandardActivation.Function.IDENTITY)),
                latentSize);
    }

    static TrainingSettings.Builder settings(long steps) {
        return TrainingSettings.builder()
                .batchSize(100)
                .steps(steps)
                .device(Device.cpu(1))
                .showProgress(false);
    }
}
