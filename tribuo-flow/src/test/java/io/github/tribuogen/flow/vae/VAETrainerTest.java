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
package io.github.tribuogen.flow.vae;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

class VAETrainerTest {
    private static final double NOISE = 0.5;

    /** x = 3 + W z + 0.5 e with z of two numbers, x of three. */
    private static MutableDataset<LogDensity> linear(int n, long seed) {
        var factory = new LogDensityFactory();
        var data = new MutableDataset<>(new SimpleDataSourceProvenance("linear", factory), factory);
        SplittableRandom rng = new SplittableRandom(seed);
        for (int i = 0; i < n; i++) {
            double a = rng.nextGaussian();
            double b = rng.nextGaussian();
            double[] x = {3 + a, 3 + a - b, 3 + 2 * b};
            for (int j = 0; j < 3; j++) {
                x[j] += NOISE * rng.nextGaussian();
            }
            data.add(new ArrayExample<>(LogDensityFactory.OBSERVED, new String[] {"a", "b", "c"}, x));
        }
        return data;
    }

    @Test
    void trainsOnALinearGaussian() {
        VAETrainer t = VAETrainer.builder(GatedMlp.encoder(16), new Mlp(), new Adam(1e-2))
                .likelihood(new GaussianLikelihood(NOISE))
                .sizes(2, 16)
                .settings(TrainingSettings.builder()
                        .batchSize(64)
                        .steps(1000)
                        .device(Device.cpu(1))
                        .showProgress(false)
                        .build())
                .build();
        var data = linear(1000, 1);
        VAEModel m = t.train(data);
        float[][] rows = m.toRows(data);
        double elbo = Arrays.stream(m.logDensity(rows)).average().orElseThrow();
        double k100 = Arrays.stream(m.importanceBound(rows, 100)).average().orElseThrow();
        assertTrue(elbo < k100 + 0.01);
    }
}
