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

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.NeuralModel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Draws samples with the functions of a model, batch by batch. */
final class GeneratorRunner {
    private final ModelFunctions functions;
    private final int batchSize;
    private final int columns;
    private final int latentSize;

    GeneratorRunner(ModelFunctions functions, int batchSize, int columns, int latentSize) {
        this.functions = functions;
        this.batchSize = batchSize;
        this.columns = columns;
        this.latentSize = latentSize;
    }

    /** What a function does with a batch: its number of rows, the latent vectors of all. */
    private interface Batch {
        float[] rows(int size, HostTensor latent);
    }

    private float[][] collect(int n, RandomGenerator rng, Batch batch) {
        if (n < 0) {
            throw new IllegalArgumentException("n: at least 0 samples expected, found " + n);
        }
        if (!functions.names().contains(SamplerFunctions.SAMPLE)) {
            throw new IllegalArgumentException(
                    "The model was trained without a generator and cannot be sampled, expected a trainer with one");
        }
        float[][] rows = new float[n][];
        for (int from = 0; from < n; from += batchSize) {
            int size = Math.min(batchSize, n - from);
            float[] flat = batch.rows(size, normal(rng, size, latentSize));
            for (int i = 0; i < size; i++) {
                rows[from + i] = Arrays.copyOfRange(flat, i * columns, (i + 1) * columns);
            }
        }
        return rows;
    }

    private static HostTensor normal(RandomGenerator rng, int rows, int width) {
        float[] v = new float[rows * width];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) rng.nextGaussian();
        }
        return HostTensor.of(v, rows, width);
    }

    float[][] sample(int n, RandomGenerator rng) {
        return collect(n, rng, (size, z) -> functions
                .run(
                        SamplerFunctions.SAMPLE,
                        Map.of(SamplerFunctions.LATENT, z, SamplerFunctions.SEED, HostTensor.scalar(rng.nextLong())))
                .get(NeuralModel.OUTPUT)
                .toFloats());
    }

    float[][] means(int n, RandomGenerator rng) {
        return collect(n, rng, (size, z) -> functions
                .run(SamplerFunctions.MEANS, Map.of(SamplerFunctions.LATENT, z))
                .get(NeuralModel.OUTPUT)
                .toFloats());
    }

    float[][] refined(int n, LatentRefinement how, RandomGenerator rng) {
        return collect(n, rng, (size, start) -> {
            HostTensor z = start;
            HostTensor e = normal(rng, size, columns);
            double stepSize = how.stepSize();
            float[] rows = null;
            // at least one round, so that no steps at all give the start
            for (int done = 0; done == 0 || done < how.steps(); done += how.adaptEvery()) {
                Map<String, HostTensor> in = new LinkedHashMap<>();
                in.put(SamplerFunctions.LATENT, z);
                in.put(SamplerFunctions.NOISE, e);
                in.put(SamplerFunctions.STEP_SIZE, scalar(stepSize));
                in.put(SamplerFunctions.TEMPERATURE, scalar(how.temperature()));
                in.put(SamplerFunctions.PRIOR, scalar(how.prior() ? 1 : 0));
                in.put(SamplerFunctions.SEED, HostTensor.scalar(rng.nextLong()));
                long steps = Math.min(how.adaptEvery(), how.steps() - done);
                in.put(SamplerFunctions.STEPS, HostTensor.scalar(steps));
                Map<String, HostTensor> out = functions.run(SamplerFunctions.REFINE, in);
                z = out.get(SamplerFunctions.END + SamplerFunctions.LATENT);
                e = out.get(SamplerFunctions.END + SamplerFunctions.NOISE);
                rows = out.get(NeuralModel.OUTPUT).toFloats();
                stepSize = how.adapted(
                        stepSize, out.get(SamplerFunctions.ACCEPTANCE).item());
            }
            return rows;
        });
    }

    private static HostTensor scalar(double v) {
        return HostTensor.of(new float[] {(float) v});
    }
}
