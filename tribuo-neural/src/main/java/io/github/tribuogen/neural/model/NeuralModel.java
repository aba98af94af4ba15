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

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.Any;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.protos.NeuralModelProto;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.ONNXExportable;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXRef;

/**
 * A model that is a set of ONNX functions and their weights. Immutable but for its batch size and device; safe for
 * concurrent use; holds native memory from the first prediction until {@link #close}.
 *
 * <p>Functions take rows of features in the order of the model's layout and in the user's units; preprocessing is part of
 * them. {@link #layout} tells which feature stands where.
 *
 * @param <T> The output type.
 */
public abstract class NeuralModel<T extends Output<T>> extends Model<T> implements AutoCloseable, ONNXExportable {
    /** The version of the protobuf message. */
    public static final int CURRENT_VERSION = 0;

    /** The function behind {@link #predict}: {@value #INPUT} to {@value #OUTPUT}. */
    public static final String PREDICT = "predict";

    /** The argument that holds rows of features, [batch, columns]. */
    public static final String INPUT = "input";

    /** The result of {@value #PREDICT}, [batch, outputs]. */
    public static final String OUTPUT = "output";

    /** The metadata field of an exported file that lists the feature names in the order of the input's columns. */
    public static final String FEATURES_METADATA_FIELD = "TRIBUO_GENERATIVE_FEATURES";

    private static final long serialVersionUID = 1L;
    private static final int DEFAULT_BATCH_SIZE = 512;

    private transient volatile ModelParts parts;
    private volatile int batchSize = DEFAULT_BATCH_SIZE;

    /**
     * Builds a model.
     *
     * @param name The model's name.
     * @param provenance How it was made.
     * @param features The feature domain.
     * @param outputs The output domain.
     * @param generatesProbabilities Are the scores of its predictions probabilities?
     * @param parts The functions and their surroundings.
     */
    protected NeuralModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<T> outputs,
            boolean generatesProbabilities,
            ModelParts parts) {
        super(name, provenance, features, outputs, generatesProbabilities);
        this.parts = parts;
    }

    /**
     * Turns a row of the prediction function's result into a prediction.
     *
     * @param outputs The whole result, row-major.
     * @param offset Where the row begins.
     * @param used How many features of the example were used.
     * @param example The example.
     * @return The prediction.
     */
    protected abstract Prediction<T> toPrediction(float[] outputs, int offset, int used, Example<T> example);

    /**
     * A model of this class with other parts.
     *
     * @param name The model's name.
     * @param provenance How it was made.
     * @param newParts The functions and their surroundings.
     * @return The model.
     */
    protected abstract NeuralModel<T> newInstance(String name, ModelProvenance provenance, ModelParts newParts);

    /**
     * The functions and their surroundings.
     *
     * @return The parts.
     */
    protected final ModelParts parts() {
        return parts;
    }

    /**
     * Predicts one example.
     *
     * @param example The example.
     * @return The prediction.
     * @throws IllegalArgumentException If the example has no feature the model knows, or a value that is not finite.
     * @throws IllegalStateException If the model is closed.
     */
    @Override
    public Prediction<T> predict(Example<T> example) {
        return innerPredict(List.of(example)).get(0);
    }

    @Override
    protected List<Prediction<T>> innerPredict(Iterable<Example<T>> examples) {
        List<Prediction<T>> predictions = new ArrayList<>();
        List<Example<T>> batch = new ArrayList<>();
        for (Example<T> e : examples) {
            batch.add(e);
            if (batch.size() == batchSize) {
                predictBatch(batch, predictions);
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            predictBatch(batch, predictions);
        }
        return predictions;
    }

    private void predictBatch(List<Example<T>> batch, List<Prediction<T>> predictions) {
        ModelParts p = parts;
        int d = p.bound().size();
        float[] rows = new float[batch.size() * d];
        int[] used = new int[batch.size()];
        for (int i = 0; i < used.length; i++) {
            used[i] = p.bound().densify(batch.get(i), rows, i * d);
        }
        HostTensor result = p.functions()
                .run(PREDICT, Map.of(INPUT, HostTensor.of(rows, used.length, d)))
                .get(OUTPUT);
        float[] outputs = result.toFloats();
        int width = outputs.length / used.length;
        for (int i = 0; i < used.length; i++) {
            predictions.add(toPrediction(outputs, i * width, used[i], batch.get(i)));
        }
    }

    /**
     * Lays examples out as rows, in the user's units.
     *
     * @param examples The examples.
     * @return [examples, columns], in the layout's order.
     * @throws IllegalArgumentException If an example has no feature the model knows, or a value that is not finite.
     */
    public float[][] toRows(Iterable<? extends Example<?>> examples) {
        List<float[]> rows = new ArrayList<>();
        for (Example<?> e : examples) {
            float[] row = new float[parts.bound().size()];
            parts.bound().densify(e, row, 0);
            rows.add(row);
        }
        return rows.toArray(float[][]::new);
    }

    /**
     * Runs a function of rows, batch by batch.
     *
     * @param function Its name; its argument {@value #INPUT} takes the rows.
     * @param output Which of its results, [batch, ...].
     * @param rows The rows, each of the layout's length.
     * @return The result for each row, flattened.
     * @throws IllegalArgumentException If a row's length is wrong or a value is not finite.
     */
    protected final float[][] map(String function, String output, float[][] rows) {
        return map(function, output, rows, Map.of());
    }

    /**
     * Runs a function of rows and other arguments, batch by batch.
     *
     * @param function Its name; its argument {@value #INPUT} takes the rows.
     * @param output Which of its results, [batch, ...].
     * @param rows The rows, each of the layout's length.
     * @param others The other arguments, the same for every batch.
     * @return The result for each row, flattened.
     * @throws IllegalArgumentException If a row's length is wrong or a value is not finite.
     */
    protected final float[][] map(String function, String output, float[][] rows, Map<String, HostTensor> others) {
        int d = parts.bound().size();
        float[][] results = new float[rows.length][];
        for (int from = 0; from < rows.length; from += batchSize) {
            int n = Math.min(batchSize, rows.length - from);
            float[] flat = new float[n * d];
            for (int i = 0; i < n; i++) {
                checkRow(rows[from + i], from + i, d);
                System.arraycopy(rows[from + i], 0, flat, i * d, d);
            }
            Map<String, HostTensor> arguments = new LinkedHashMap<>(others);
            arguments.put(INPUT, HostTensor.of(flat, n, d));
            float[] y = parts.functions().run(function, arguments).get(output).toFloats();
            int width = y.length / n;
            for (int i = 0; i < n; i++) {
                results[from + i] = Arrays.copyOfRange(y, i * width, (i + 1) * width);
            }
        }
        return results;
    }

    private static void checkRow(float[] row, int index, int columns) {
        if (row.length != columns) {
            throw new IllegalArgumentException("Row " + index + " has " + row.length + " values, expected " + columns);
        }
        for (int j = 0; j < columns; j++) {
            if (!Float.isFinite(row[j])) {
                throw new IllegalArgumentException(
                        "Row " + index + " has " + row[j] + " at position " + j + ", expected a finite value");
            }
        }
    }

    /**
     * Which feature stands at which position of a row.
     *
     * @return The layout, bound to the model's feature domain.
     */
    public io.github.tribuogen.neural.data.BoundLayout layout() {
        return parts.bound();
    }

    /**
     * The curves of training.
     *
     * @return The history.
     */
    public TrainingHistory trainingHistory() {
        return parts.history();
    }

    /**
     * The weights.
     *
     * @return The weights by full name.
     */
    public Map<String, HostTensor> weights() {
        return parts.functions().weights();
    }

    /**
     * Sets how many examples are computed at once. Predictions change by rounding at most; on the CPU those of the
     * networks tested were equal to the bit.
     *
     * @param size At least 1.
     */
    public void setBatchSize(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("A batch size of at least 1 expected, found " + size);
        }
        this.batchSize = size;
    }

    /**
     * How many examples are computed at once.
     *
     * @return At least 1.
     */
    public int getBatchSize() {
        return batchSize;
    }

    /**
     * Moves the model to another device.
     *
     * @param device The device; a model that was read from a file runs on the CPU.
     * @throws IllegalStateException If the device is missing, and the model stays where it is, or the model is closed.
     */
    public void setDevice(Device device) {
        parts.functions().moveTo(device);
    }

    /** Releases native memory; further predictions throw IllegalStateException. */
    @Override
    public void close() {
        parts.functions().close();
    }

    @Override
    public Map<String, List<com.oracle.labs.mlrg.olcut.util.Pair<String, Double>>> getTopFeatures(int n) {
        return Collections.emptyMap();
    }

    @Override
    public Optional<Excuse<T>> getExcuse(Example<T> example) {
        return Optional.empty();
    }

    @Override
    protected Model<T> copy(String newName, ModelProvenance newProvenance) {
        NeuralModel<T> m =
                newInstance(newName, newProvenance, parts.on(parts.functions().device()));
        m.setBatchSize(batchSize);
        return m;
    }

    @Override
    public ModelProto serialize() {
        return ModelProto.newBuilder()
                .setVersion(CURRENT_VERSION)
                .setClassName(getClass().getName())
                .setSerializedData(Any.pack(parts.toProto(createDataCarrier().serialize())))
                .build();
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        byte[] bytes = parts.toProto(ModelDataProto.getDefaultInstance()).toByteArray();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        NeuralModelProto proto = NeuralModelProto.parseFrom(bytes);
        ModelParts.requireSound(proto);
        parts = ModelParts.fromProto(proto, getFeatureIDMap());
    }

    /**
     * The prediction function as an ONNX model with the weights and the provenance inside. Its input {@value #INPUT} takes
     * rows of features in the user's units, in the order that the metadata field {@value #FEATURES_METADATA_FIELD} lists,
     * one name a line.
     */
    @Override
    public OnnxMl.ModelProto exportONNXModel(String domain, long modelVersion) {
        return export(PREDICT, domain, modelVersion);
    }

    /**
     * A function as an ONNX model with the weights and the provenance inside.
     *
     * @param function The function's name, one of {@link #functionNames}.
     * @param domain A reverse-DNS name space for the model.
     * @param modelVersion The version of this model.
     * @return The model.
     */
    public OnnxMl.ModelProto export(String function, String domain, long modelVersion) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < parts.bound().size(); i++) {
            names.append(i == 0 ? "" : "\n").append(parts.bound().featureName(i));
        }
        return parts.functions().export(function).toBuilder()
                .setDomain(domain)
                .setModelVersion(modelVersion)
                .setDocString(toString())
                .addMetadataProps(StringStringEntryProto.newBuilder()
                        .setKey(PROVENANCE_METADATA_FIELD)
                        .setValue(serializeProvenance(getProvenance())))
                .addMetadataProps(StringStringEntryProto.newBuilder()
                        .setKey(FEATURES_METADATA_FIELD)
                        .setValue(names.toString()))
                .build();
    }

    /**
     * The functions this model can compute and export.
     *
     * @return Their names.
     */
    public java.util.Set<String> functionNames() {
        return parts.functions().names();
    }

    /**
     * Not supported: Tribuo's graph builder knows too few operators.
     *
     * @throws UnsupportedOperationException Always; use {@link #exportONNXModel}.
     */
    @Override
    public ONNXNode writeONNXGraph(ONNXRef<?> input) {
        throw new UnsupportedOperationException(
                "A neural model cannot be part of a Tribuo ONNX graph, use exportONNXModel");
    }
}
