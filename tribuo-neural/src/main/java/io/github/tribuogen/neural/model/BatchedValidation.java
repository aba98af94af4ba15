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

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import io.github.tribuogen.neural.runtime.Validation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Weighted means of measures on held-out examples, computed batch by batch so that memory does not grow with them. */
public final class BatchedValidation implements Validation {
    private static final int BATCH = 512;

    private final Executable executable;
    private final List<Map<String, HostTensor>> batches = new ArrayList<>();
    private final float[] weights;

    /**
     * A judge.
     *
     * @param columns The held-out examples, each column [n, ...] with n at least 1.
     * @param weights The weight of each example; if all are 0 they count alike.
     * @param measures Maps the scope of all variables and the columns of a batch to measures [batch], the first of which
     *     early stopping watches.
     * @param device Where to compute.
     */
    public BatchedValidation(
            Map<String, HostTensor> columns,
            float[] weights,
            BiFunction<ParameterScope, Map<String, Tensor>, Map<String, Tensor>> measures,
            Device device) {
        this.weights = usable(weights);
        for (int from = 0; from < weights.length; from += BATCH) {
            Map<String, HostTensor> batch = new LinkedHashMap<>();
            int n = Math.min(BATCH, weights.length - from);
            int first = from;
            columns.forEach((name, t) -> batch.put(name, rows(t, first, n)));
            batches.add(batch);
        }
        Graph g = new Graph();
        Map<String, Tensor> in = new LinkedHashMap<>();
        columns.forEach((name, t) -> {
            long[] s = t.shape();
            Shape shape = Shape.of(s).with(0, Dim.symbol("batch"));
            in.put(name, g.input(name, t.dtype(), shape));
        });
        Variables variables = Variables.declaring(g, DType.FLOAT32);
        Map<String, Tensor> out = measures.apply(ParameterScope.of(variables), in);
        variables.declared().forEach(v -> in.put(v.name(), g.inputs().get(v.name())));
        this.executable = Executable.compile(new GraphFunction("validation", in, new LinkedHashMap<>(out)), device);
    }

    private static float[] usable(float[] weights) {
        for (float w : weights) {
            if (w > 0) {
                return weights;
            }
        }
        float[] ones = new float[weights.length];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }

    private static HostTensor rows(HostTensor t, int from, int n) {
        long[] shape = t.shape();
        int row = Math.toIntExact(t.bytes().remaining() / shape[0]);
        shape[0] = n;
        ByteBuffer part = ByteBuffer.allocateDirect(n * row).order(ByteOrder.LITTLE_ENDIAN);
        part.put(t.bytes().slice(from * row, n * row)).rewind();
        return HostTensor.wrap(t.dtype(), part, shape);
    }

    @Override
    public Map<String, Double> evaluate(Map<String, HostTensor> variables) {
        Map<String, Double> sums = new LinkedHashMap<>();
        executable.outputs().forEach(o -> sums.put(o, 0.0));
        double total = 0;
        int at = 0;
        for (Map<String, HostTensor> batch : batches) {
            Map<String, HostTensor> arguments = new LinkedHashMap<>(variables);
            arguments.putAll(batch);
            Map<String, HostTensor> results = executable.run(arguments);
            int n = 0;
            for (Map.Entry<String, HostTensor> e : results.entrySet()) {
                float[] values = e.getValue().toFloats();
                n = values.length;
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += (double) weights[at + i] * values[i];
                }
                sums.merge(e.getKey(), sum, Double::sum);
            }
            for (int i = 0; i < n; i++) {
                total += weights[at + i];
            }
            at += n;
        }
        double all = total;
        sums.replaceAll((k, v) -> v / all);
        return sums;
    }

    @Override
    public void close() {
        executable.close();
    }
}
