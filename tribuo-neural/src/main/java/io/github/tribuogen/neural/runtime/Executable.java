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

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.protobuf.ByteString;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A compiled function: named tensors in, named tensors out. Safe for concurrent runs.
 *
 * <p>Results that only go back in as arguments may stay inside ONNX Runtime, see {@link Values}.
 */
public final class Executable implements AutoCloseable {
    // below this size a copy costs less than the bookkeeping
    private static final int SHARED_FROM_BYTES = 1024;

    // from this size of the weights on memory counts more than speed: the CPU's matrix products pack their weights anew
    // in every call instead of keeping a packed copy in every session
    private static final long UNPACKED_FROM_BYTES = 32L << 20;

    private final String name;
    private final OrtSession session;
    private final OrtSession.SessionOptions options;
    private final List<String> inputs;
    private final List<String> outputs;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, OnnxTensorLike> weights = new LinkedHashMap<>();
    // keeps the memory that the weights point to alive
    private final List<HostTensor> backing = new ArrayList<>();
    private boolean closed = false;

    private Executable(String name, ModelProto model, Map<String, HostTensor> shared, Device device) {
        this.name = name;
        this.options = device.options();
        try {
            for (Map.Entry<String, HostTensor> e : shared.entrySet()) {
                OnnxTensor t = toOnnx(e.getValue());
                weights.put(e.getKey(), t);
                backing.add(e.getValue());
            }
            if (!weights.isEmpty()) {
                options.addExternalInitializers(weights);
                if (device.provider() == Device.Provider.CPU) {
                    share(shared);
                }
            }
            this.session = Device.environment().createSession(model.toByteArray(), options);
        } catch (OrtException e) {
            weights.values().forEach(OnnxTensorLike::close);
            options.close();
            throw new IllegalStateException("ONNX Runtime cannot load '" + name + "': " + e.getMessage(), e);
        }
        this.inputs = List.copyOf(session.getInputNames());
        this.outputs = List.copyOf(session.getOutputNames());
    }

    /** Lets the session use our memory; without this it copies external initialisers into its own. */
    private void share(Map<String, HostTensor> shared) throws OrtException {
        long bytes = 0;
        for (Map.Entry<String, OnnxTensorLike> e : weights.entrySet()) {
            options.addInitializer(e.getKey(), e.getValue());
            bytes += shared.get(e.getKey()).bytes().remaining();
        }
        if (bytes >= UNPACKED_FROM_BYTES) {
            options.addConfigEntry("session.disable_prepacking", "1");
        }
    }

    /**
     * Compiles a function.
     *
     * @param function The function.
     * @param device Where it will run.
     * @return The compiled function.
     * @throws IllegalStateException If ONNX Runtime refuses it or the device is missing.
     */
    public static Executable compile(GraphFunction function, Device device) {
        return load(function.name(), function.toLocalModel(ChannelBlocks.of(device)), Map.of(), device);
    }

    /**
     * Compiles a function with some inputs bound to values.
     *
     * @param function The function.
     * @param bound Values of inputs, by name; others are ignored.
     * @param device Where it will run.
     * @return The compiled function, whose inputs are the others.
     * @throws IllegalStateException If ONNX Runtime refuses it or the device is missing.
     */
    public static Executable compile(GraphFunction function, Map<String, HostTensor> bound, Device device) {
        return load(function.name(), function.toModel(), bound, device);
    }

    /**
     * Compiles an ONNX model with some inputs bound to values. On the CPU values are not copied: functions that are bound
     * to the same tensors share their memory. Below 32 MB of values in total, though, matrix products keep a packed copy of
     * their weights, which makes them faster for middling batches (at batch 16 up to three times).
     *
     * @param name A name for messages.
     * @param model The model.
     * @param bound Values of inputs, by name; others are ignored.
     * @param device Where it will run.
     * @return The compiled function, whose inputs are the others.
     * @throws IllegalStateException If ONNX Runtime refuses it or the device is missing.
     */
    public static Executable load(String name, ModelProto model, Map<String, HostTensor> bound, Device device) {
        Map<String, HostTensor> shared = new LinkedHashMap<>();
        GraphProto.Builder graph = model.getGraph().toBuilder().clearInput();
        for (ValueInfoProto in : model.getGraph().getInputList()) {
            HostTensor value = bound.get(in.getName());
            if (value == null) {
                graph.addInput(in);
            } else if (value.bytes().remaining() < SHARED_FROM_BYTES) {
                graph.addInitializer(initialiser(in.getName(), value));
            } else {
                shared.put(in.getName(), value);
                graph.addInitializer(external(in.getName(), value));
            }
        }
        return new Executable(name, model.toBuilder().setGraph(graph).build(), shared, device);
    }

    /**
     * An ONNX model with some inputs bound to values that are part of the model.
     *
     * @param model The model.
     * @param bound Values of inputs, by name; others are ignored.
     * @return The model, whose inputs are the others.
     */
    public static ModelProto bind(ModelProto model, Map<String, HostTensor> bound) {
        GraphProto.Builder graph = model.getGraph().toBuilder().clearInput();
        for (ValueInfoProto in : model.getGraph().getInputList()) {
            HostTensor value = bound.get(in.getName());
            if (value == null) {
                graph.addInput(in);
            } else {
                graph.addInitializer(initialiser(in.getName(), value));
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static TensorProto.Builder header(String name, HostTensor value) {
        TensorProto.Builder b =
                TensorProto.newBuilder().setName(name).setDataType(value.dtype().onnxCode());
        for (long s : value.shape()) {
            b.addDims(s);
        }
        return b;
    }

    private static TensorProto initialiser(String name, HostTensor value) {
        return header(name, value)
                .setRawData(ByteString.copyFrom(value.bytes()))
                .build();
    }

    private static TensorProto external(String name, HostTensor value) {
        return header(name, value)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("memory"))
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("offset").setValue("0"))
                .addExternalData(StringStringEntryProto.newBuilder()
                        .setKey("length")
                        .setValue(Integer.toString(value.bytes().remaining())))
                .build();
    }

    /**
     * The names of the arguments.
     *
     * @return The names.
     */
    public List<String> inputs() {
        return inputs;
    }

    /**
     * The names of the results.
     *
     * @return The names.
     */
    public List<String> outputs() {
        return outputs;
    }

    /**
     * Runs the function.
     *
     * @param arguments A value for each input; others are ignored.
     * @return The results by name.
     * @throws IllegalArgumentException If an argument is missing or does not fit.
     * @throws IllegalStateException If the function is closed or ONNX Runtime fails.
     */
    public Map<String, HostTensor> run(Map<String, HostTensor> arguments) {
        try (Values in = Values.of(arguments, inputs);
                Values out = run(in)) {
            return out.toHost();
        }
    }

    /**
     * Runs the function on tensors that ONNX Runtime holds.
     *
     * @param arguments A value for each input; others are ignored. They stay open.
     * @return The results; the caller closes them.
     * @throws IllegalArgumentException If an argument is missing or does not fit.
     * @throws IllegalStateException If the function is closed or ONNX Runtime fails.
     */
    public Values run(Values arguments) {
        Map<String, OnnxTensor> in = new LinkedHashMap<>();
        for (String i : inputs) {
            OnnxTensor t = arguments.get(i);
            if (t == null) {
                throw new IllegalArgumentException(
                        "Function '" + name + "': the input '" + i + "' expected, found " + arguments.names());
            }
            in.put(i, t);
        }
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("Function '" + name + "' is closed");
            }
            return new Values(session.run(in));
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed in '" + name + "': " + e.getMessage(), e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Releases the native session, once the runs in progress have ended; further runs throw. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
                weights.values().forEach(OnnxTensorLike::close);
                options.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close '" + name + "': " + e.getMessage(), e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Named tensors inside ONNX Runtime, for the results of one run that are the arguments of the next. */
    public static final class Values implements AutoCloseable {
        private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        // keeps the memory that the tensors point to alive
        private final List<HostTensor> backing = new ArrayList<>();
        private final OrtSession.Result owner;

        private Values(OrtSession.Result result) {
            this.owner = result;
            for (Map.Entry<String, OnnxValue> e : result) {
                tensors.put(e.getKey(), (OnnxTensor) e.getValue());
            }
        }

        private Values(OrtSession.Result owner, List<HostTensor> backing) {
            this.owner = owner;
            this.backing.addAll(backing);
        }

        /**
         * Hands tensors to ONNX Runtime, without a copy on the CPU.
         *
         * @param values The tensors by name.
         * @return The values; the caller closes them.
         */
        public static Values of(Map<String, HostTensor> values) {
            return of(values, values.keySet());
        }

        static Values of(Map<String, HostTensor> values, Iterable<String> names) {
            Values v = new Values(null, List.of());
            for (String n : names) {
                HostTensor t = values.get(n);
                if (t != null) {
                    v.backing.add(t);
                    v.tensors.put(n, toOnnx(t));
                }
            }
            return v;
        }

        /**
         * Looks several sets of values up as one. The union owns none of them.
         *
         * @param parts The sets; names are taken from the first that has them.
         * @return The union.
         */
        public static Values union(Values... parts) {
            Values v = new Values(null, List.of());
            for (Values p : parts) {
                p.tensors.forEach(v.tensors::putIfAbsent);
            }
            return v;
        }

        /**
         * The same values under other names; closing the view closes all of these values.
         *
         * @param names The new name of each value that the view shows.
         * @return The view.
         */
        public Values renamed(Map<String, String> names) {
            Values v = new Values(owner, backing);
            names.forEach((from, to) -> v.tensors.put(to, tensors.get(from)));
            return v;
        }

        private OnnxTensor get(String name) {
            return tensors.get(name);
        }

        /**
         * The names.
         *
         * @return The names.
         */
        public List<String> names() {
            return List.copyOf(tensors.keySet());
        }

        /**
         * Copies a value out.
         *
         * @param name Its name.
         * @return The value.
         */
        public HostTensor toHost(String name) {
            return fromOnnx(tensors.get(name));
        }

        /**
         * Copies single precision numbers out, for a caller of many small runs to whom a tensor of its own would cost more than the run.
         *
         * @param name The value's name.
         * @return The numbers, row-major.
         * @throws IllegalArgumentException If the value is of another type.
         */
        public float[] floats(String name) {
            FloatBuffer b = tensors.get(name).getFloatBuffer();
            if (b == null) {
                throw new IllegalArgumentException("Value '" + name + "': float32 expected, found "
                        + tensors.get(name).getInfo().type);
            }
            float[] copy = new float[b.remaining()];
            b.get(copy);
            return copy;
        }

        /**
         * Copies all values out.
         *
         * @return The values by name.
         */
        public Map<String, HostTensor> toHost() {
            Map<String, HostTensor> m = new LinkedHashMap<>();
            tensors.forEach((k, t) -> m.put(k, fromOnnx(t)));
            return m;
        }

        /** Releases what this set owns. */
        @Override
        public void close() {
            if (owner != null) {
                owner.close();
            } else if (!backing.isEmpty()) {
                tensors.values().forEach(OnnxTensor::close);
            }
        }
    }

    private static OnnxTensor toOnnx(HostTensor t) {
        OnnxJavaType type =
                switch (t.dtype()) {
                    case FLOAT32 -> OnnxJavaType.FLOAT;
                    case FLOAT64 -> OnnxJavaType.DOUBLE;
                    case INT64 -> OnnxJavaType.INT64;
                    case INT32 -> OnnxJavaType.INT32;
                    case BOOL -> OnnxJavaType.BOOL;
                    case UINT8 -> OnnxJavaType.UINT8;
                    case UINT64 ->
                        throw new IllegalArgumentException(
                                "ONNX Runtime's Java interface passes no UINT64, expected INT64");
                };
        try {
            return OnnxTensor.createTensor(
                    Device.environment(), t.buffer().order(ByteOrder.nativeOrder()), t.shape(), type);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refused a tensor " + t + ": " + e.getMessage(), e);
        }
    }

    private static HostTensor fromOnnx(OnnxTensor t) {
        TensorInfo info = t.getInfo();
        DType type =
                switch (info.type) {
                    case FLOAT -> DType.FLOAT32;
                    case DOUBLE -> DType.FLOAT64;
                    case INT64 -> DType.INT64;
                    case INT32 -> DType.INT32;
                    case BOOL -> DType.BOOL;
                    case UINT8 -> DType.UINT8;
                    default ->
                        throw new IllegalStateException("A result of a supported type expected, found " + info.type);
                };
        ByteBuffer source = t.getByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer copy = ByteBuffer.allocateDirect(source.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(source).rewind();
        return HostTensor.wrap(type, copy, info.getShape());
    }

    /**
     * What ONNX Runtime says of the arguments.
     *
     * @return A description for messages and logs.
     */
    @Override
    public String toString() {
        try {
            Map<String, NodeInfo> info = session.getInputInfo();
            return "Executable(" + name + ": " + info.keySet() + " to " + outputs + ")";
        } catch (OrtException e) {
            return "Executable(" + name + ")";
        }
    }
}
