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
package io.github.tribuogen.ebm.jem;

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.ModelFunctions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Draws samples with the functions of a model, batch by batch. */
final class ChainRunner {
    private final ModelFunctions functions;
    private final int batchSize;
    private final int columns;

    ChainRunner(ModelFunctions functions, int batchSize, int columns) {
        this.functions = functions;
        this.batchSize = batchSize;
        this.columns = columns;
    }

    boolean hasBuffer() {
        return functions.names().contains(EnergyFunctions.BUFFER);
    }

    /** The remembered points, in the user's units. */
    float[][] buffer() {
        return hasBuffer()
                ? split(functions.run(EnergyFunctions.BUFFER, Map.of()).get(EnergyFunctions.ROWS), columns)
                : new float[0][];
    }

    /**
     * Runs chains.
     *
     * @param classes The class of each sample; null for samples of p(x).
     * @param n How many.
     * @param numClasses K.
     */
    float[][] sample(int[] classes, int n, int numClasses, ChainOrigin origin, int steps, RandomGenerator rng) {
        if (n < 0) {
            throw new IllegalArgumentException("n: at least 0 samples expected, found " + n);
        }
        if (steps < 0) {
            throw new IllegalArgumentException("steps: at least 0 expected, found " + steps);
        }
        if (origin == ChainOrigin.BUFFER && !hasBuffer()) {
            throw new IllegalArgumentException(
                    "origin: the model has no replay buffer, expected " + ChainOrigin.FRESH + ", found " + origin);
        }
        float[][] points = origin == ChainOrigin.BUFFER
                ? fromBuffer(classes, n, numClasses, rng)
                : fresh(classes == null ? anyClasses(n, numClasses, rng) : classes, rng);
        float[][] rows = new float[n][];
        for (int from = 0; from < n; from += batchSize) {
            int to = Math.min(n, from + batchSize);
            Map<String, HostTensor> arguments = new LinkedHashMap<>();
            arguments.put(EnergyFunctions.POINTS, join(Arrays.copyOfRange(points, from, to)));
            arguments.put(EnergyFunctions.SEED, HostTensor.scalar(rng.nextLong()));
            arguments.put(EnergyFunctions.STEPS, HostTensor.scalar((long) steps));
            if (classes != null) {
                long[] y = Arrays.stream(classes, from, to).asLongStream().toArray();
                arguments.put(EnergyFunctions.CLASSES, HostTensor.of(y, y.length));
            }
            String function = classes == null ? EnergyFunctions.CHAIN : EnergyFunctions.CLASS_CHAIN;
            float[][] ends = split(functions.run(function, arguments).get(EnergyFunctions.ROWS), columns);
            System.arraycopy(ends, 0, rows, from, ends.length);
        }
        return rows;
    }

    private static int[] anyClasses(int n, int numClasses, RandomGenerator rng) {
        return IntStream.range(0, n).map(i -> rng.nextInt(numClasses)).toArray();
    }

    private float[][] fresh(int[] classes, RandomGenerator rng) {
        if (!functions.names().contains(EnergyFunctions.FRESH)) {
            throw new IllegalArgumentException(
                    "The model was trained without chains and has no law of their starts, expected a density term in the"
                            + " objective");
        }
        float[][] points = new float[classes.length][];
        for (int from = 0; from < points.length; from += EnergyFunctions.FRESH_BATCH) {
            long[] y = new long[EnergyFunctions.FRESH_BATCH];
            int n = Math.min(y.length, points.length - from);
            for (int i = 0; i < n; i++) {
                y[i] = classes[from + i];
            }
            HostTensor drawn = functions
                    .run(
                            EnergyFunctions.FRESH,
                            Map.of(
                                    EnergyFunctions.CLASSES, HostTensor.of(y, y.length),
                                    EnergyFunctions.SEED, HostTensor.scalar(rng.nextLong())))
                    .get(EnergyFunctions.POINTS);
            System.arraycopy(split(drawn, columns), 0, points, from, n);
        }
        return points;
    }

    /** Remembered points in random order, over again when they are used up; of a class those that are classified so. */
    private float[][] fromBuffer(int[] classes, int n, int numClasses, RandomGenerator rng) {
        Map<String, HostTensor> content = functions.run(EnergyFunctions.BUFFER, Map.of());
        float[][] points = split(content.get(EnergyFunctions.POINTS), columns);
        int[] order = IntStream.range(0, points.length).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int j = rng.nextInt(i + 1);
            int t = order[i];
            order[i] = order[j];
            order[j] = t;
        }
        float[][] chosen = new float[n][];
        if (classes == null) {
            for (int i = 0; i < n; i++) {
                chosen[i] = points[order[i % order.length]];
            }
            return chosen;
        }
        float[][] logits = split(content.get(EnergyFunctions.LOGITS), numClasses);
        int[][] members = new int[numClasses][];
        for (int k = 0; k < numClasses; k++) {
            int kind = k;
            members[k] =
                    Arrays.stream(order).filter(i -> argMax(logits[i]) == kind).toArray();
        }
        int[] used = new int[numClasses];
        float[][] others = null;
        for (int i = 0; i < n; i++) {
            int[] mine = members[classes[i]];
            if (mine.length == 0) {
                // a class that training's chains never reached starts anew
                others = others == null ? fresh(classes, rng) : others;
                chosen[i] = others[i];
            } else {
                chosen[i] = points[mine[used[classes[i]]++ % mine.length]];
            }
        }
        return chosen;
    }

    static int argMax(float[] v) {
        int best = 0;
        for (int k = 1; k < v.length; k++) {
            if (v[k] > v[best]) {
                best = k;
            }
        }
        return best;
    }

    private HostTensor join(float[][] rows) {
        float[] flat = new float[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * columns, columns);
        }
        return HostTensor.of(flat, rows.length, columns);
    }

    private static float[][] split(HostTensor t, int width) {
        float[] flat = t.toFloats();
        float[][] rows = new float[flat.length / width][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
        return rows;
    }
}
