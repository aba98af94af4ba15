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
package io.github.tribuogen.neural.runtime;

import io.github.tribuogen.neural.graph.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What a training loop draws its batches from: columns with one row an example, and streams that visit rows in shuffled
 * order.
 *
 * <p>A stream is endless: it visits each of its rows once, in an order drawn anew, then starts over; a batch may hold the
 * end of one round and the start of the next, so every batch is full and no row is left out. The order is a function of
 * the seed, the stream's name and the round.
 */
public final class TrainingData {
    record Stream(String name, int[] rows, int batchSize) {}

    private final Map<String, HostTensor> columns;
    private final Map<String, Stream> streams;
    private final int size;

    private TrainingData(Map<String, HostTensor> columns, Map<String, Stream> streams, int size) {
        this.columns = Collections.unmodifiableMap(columns);
        this.streams = Collections.unmodifiableMap(streams);
        this.size = size;
    }

    /**
     * Starts a description.
     *
     * @return A builder.
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The columns.
     *
     * @return The columns by name, each [examples, ...].
     */
    public Map<String, HostTensor> columns() {
        return columns;
    }

    Map<String, Stream> streams() {
        return streams;
    }

    /**
     * The number of examples.
     *
     * @return The common first extent of the columns.
     */
    public int size() {
        return size;
    }

    /**
     * The rows that a stream visits in some steps.
     *
     * @param stream The stream's name.
     * @param seed The seed.
     * @param from The number of the first step.
     * @param steps How many steps.
     * @return int64 [steps, batch size].
     */
    HostTensor rows(String stream, long seed, long from, int steps) {
        Stream s = streams.get(stream);
        long[] out = new long[Math.multiplyExact(steps, s.batchSize())];
        long position = from * s.batchSize();
        long round = -1;
        int[] order = null;
        for (int i = 0; i < out.length; i++, position++) {
            long r = position / s.rows().length;
            if (r != round) {
                round = r;
                order = shuffled(s, seed, round);
            }
            out[i] = order[(int) (position % s.rows().length)];
        }
        return HostTensor.of(out, steps, s.batchSize());
    }

    /**
     * The batch of one step, as the arguments of an exported training step.
     *
     * @param seed The seed of the run.
     * @param step The number of the step, from 0.
     * @return For every stream and column the chosen rows [batch size, ...], named {@code batch:<stream>/<column>}.
     */
    public Map<String, HostTensor> batch(long seed, long step) {
        Map<String, HostTensor> batch = new LinkedHashMap<>();
        for (String stream : streams.keySet()) {
            long[] chosen = rows(stream, seed, step, 1).toLongs();
            columns.forEach(
                    (name, values) -> batch.put(StepCompiler.BATCH + stream + "/" + name, gather(values, chosen)));
        }
        return batch;
    }

    private static HostTensor gather(HostTensor values, long[] rows) {
        long[] shape = values.shape();
        ByteBuffer all = values.bytes();
        int row = Math.toIntExact(all.remaining() / shape[0]);
        shape[0] = rows.length;
        ByteBuffer some =
                ByteBuffer.allocateDirect(Math.multiplyExact(row, rows.length)).order(ByteOrder.LITTLE_ENDIAN);
        for (long r : rows) {
            some.put(all.slice(Math.toIntExact(r * row), row));
        }
        return HostTensor.wrap(values.dtype(), some.rewind(), shape);
    }

    private static int[] shuffled(Stream s, long seed, long round) {
        SplittableRandom rng =
                new SplittableRandom(new SplittableRandom(seed ^ s.name().hashCode() * 0x9e3779b97f4a7c15L).nextLong()
                        + round * 0xd1342543de82ef95L);
        int[] order = s.rows().clone();
        for (int i = order.length - 1; i > 0; i--) {
            int j = rng.nextInt(i + 1);
            int t = order[i];
            order[i] = order[j];
            order[j] = t;
        }
        return order;
    }

    /** Collects columns and streams. */
    public static final class Builder {
        private final Map<String, HostTensor> columns = new LinkedHashMap<>();
        private final Map<String, Stream> streams = new LinkedHashMap<>();
        private int size = -1;

        private Builder() {}

        /**
         * Adds a column.
         *
         * @param name Its name.
         * @param values [examples, ...].
         * @return This builder.
         * @throws IllegalArgumentException If the number of examples differs from the other columns', or is 0.
         */
        public Builder column(String name, HostTensor values) {
            int rows = values.shape().length == 0 ? 0 : Math.toIntExact(values.shape()[0]);
            if (rows == 0) {
                throw new IllegalArgumentException("Column '" + name + "': at least one example expected, found none");
            }
            if (size >= 0 && rows != size) {
                throw new IllegalArgumentException(
                        "Column '" + name + "': " + size + " examples expected, found " + rows);
            }
            size = rows;
            columns.put(name, values);
            return this;
        }

        /**
         * Adds a stream over all rows.
         *
         * @param name Its name.
         * @param batchSize Rows a step, at least 1; may exceed the number of rows, which then repeat.
         * @return This builder.
         */
        public Builder stream(String name, int batchSize) {
            return stream(name, batchSize, null);
        }

        /**
         * Adds a stream over some rows.
         *
         * @param name Its name.
         * @param batchSize Rows a step, at least 1; may exceed the number of rows, which then repeat.
         * @param rows Which rows; null for all.
         * @return This builder.
         */
        public Builder stream(String name, int batchSize, int[] rows) {
            if (batchSize < 1) {
                throw new IllegalArgumentException(
                        "Stream '" + name + "': a batch size of at least 1 expected, found " + batchSize);
            }
            if (rows != null && rows.length == 0) {
                throw new IllegalArgumentException("Stream '" + name + "': at least one row expected, found none");
            }
            streams.put(name, new Stream(name, rows == null ? null : rows.clone(), batchSize));
            return this;
        }

        /**
         * Ends the description.
         *
         * @return The data.
         * @throws IllegalStateException If there is no column or no stream.
         */
        public TrainingData build() {
            if (columns.isEmpty() || streams.isEmpty()) {
                throw new IllegalStateException("At least one column and one stream expected, found " + columns.keySet()
                        + " and " + streams.keySet());
            }
            Map<String, Stream> complete = new LinkedHashMap<>();
            streams.forEach((k, s) -> {
                int[] rows = s.rows();
                if (rows == null) {
                    rows = new int[size];
                    Arrays.setAll(rows, i -> i);
                }
                for (int r : rows) {
                    if (r < 0 || r >= size) {
                        throw new IllegalArgumentException(
                                "Stream '" + k + "': rows of 0 to " + (size - 1) + " expected, found " + r);
                    }
                }
                complete.put(k, new Stream(k, rows, s.batchSize()));
            });
            return new TrainingData(new LinkedHashMap<>(columns), complete, size);
        }
    }
}
