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
package io.github.tribuogen.flow;

import io.github.tribuogen.flow.bijection.ActNorm;
import io.github.tribuogen.flow.bijection.AffineCoupling;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.BijectionChain;
import io.github.tribuogen.flow.bijection.CouplingScale;
import io.github.tribuogen.flow.bijection.InvertibleLinear;
import io.github.tribuogen.flow.bijection.MaskedAutoregressive;
import io.github.tribuogen.flow.bijection.MovingBatchNormalisation;
import io.github.tribuogen.flow.bijection.Partition;
import io.github.tribuogen.flow.toy.ToyDataSource;
import io.github.tribuogen.flow.toy.ToyDensity;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import java.util.ArrayList;
import java.util.List;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Small flows and data that the tests of the trainer share. */
final class Flows {
    private Flows() {}

    /** Smooth, so that differences agree with derivatives. */
    static final StandardActivation TANH = new StandardActivation(StandardActivation.Function.TANH);

    static MutableDataset<LogDensity> toy(ToyDensity toy, int n, long seed) {
        return new MutableDataset<>(new ToyDataSource(toy, n, seed));
    }

    /** Rows with features a, b, c ... */
    static MutableDataset<LogDensity> rows(double[]... rows) {
        LogDensityFactory factory = new LogDensityFactory();
        MutableDataset<LogDensity> data =
                new MutableDataset<>(new SimpleDataSourceProvenance("rows", factory), factory);
        for (double[] row : rows) {
            String[] names = new String[row.length];
            for (int j = 0; j < names.length; j++) {
                names[j] = Character.toString('a' + j);
            }
            data.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names, row));
        }
        return data;
    }

    static Bijection realNvp(int layers, int... hidden) {
        List<Bijection> parts = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            parts.add(new AffineCoupling(new Mlp(TANH, hidden), i % 2 == 1));
        }
        return new BijectionChain(parts);
    }

    static Bijection nice(int layers, int... hidden) {
        List<Bijection> parts = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            parts.add(new AffineCoupling(new Mlp(TANH, hidden), i % 2 == 1, Partition.ALTERNATE, CouplingScale.NONE));
        }
        parts.add(new ActNorm(false));
        return new BijectionChain(parts);
    }

    static Bijection glow(int layers, int... hidden) {
        List<Bijection> parts = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            parts.add(new ActNorm());
            parts.add(new InvertibleLinear());
            parts.add(new AffineCoupling(new Mlp(TANH, hidden), false, Partition.HALVES, CouplingScale.SIGMOID));
        }
        parts.add(new ActNorm());
        return new BijectionChain(parts);
    }

    static Bijection maf(int layers, int... hidden) {
        List<Bijection> parts = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            parts.add(new MaskedAutoregressive(TANH, i % 2 == 1, hidden));
            parts.add(new MovingBatchNormalisation());
        }
        return new BijectionChain(parts);
    }

    static TrainingSettings.Builder settings(long steps) {
        return TrainingSettings.builder()
                .batchSize(64)
                .steps(steps)
                .device(Device.cpu(1))
                .showProgress(false);
    }

    static FlowTrainer.Builder trainer(Bijection bijection, long steps) {
        return FlowTrainer.builder(bijection, new Adam(5e-3))
                .preprocessor(new Standardisation())
                .settings(settings(steps).build())
                .seed(5);
    }
}
