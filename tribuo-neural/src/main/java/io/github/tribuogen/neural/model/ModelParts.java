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
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tribuogen.neural.data.BoundLayout;
import io.github.tribuogen.neural.data.FittedPreprocessor;
import io.github.tribuogen.neural.data.Layout;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.protos.FunctionProto;
import io.github.tribuogen.neural.model.protos.NeuralModelProto;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.TensorProtos;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Output;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.protos.core.ModelDataProto;

/**
 * What a neural model is made of besides Tribuo's domains and provenance.
 *
 * @param layout Maps feature names to tensor positions.
 * @param bound The layout for the model's feature domain.
 * @param preprocessor What was done to the data before training; the functions hold it where it is affine.
 * @param functions The computations and their weights.
 * @param history The curves of training.
 * @param properties Settings of the model class.
 */
public record ModelParts(
        Layout layout,
        BoundLayout bound,
        FittedPreprocessor preprocessor,
        ModelFunctions functions,
        TrainingHistory history,
        Map<String, String> properties) {

    /**
     * The parts of a new model.
     *
     * @param prepared What the trainer prepared.
     * @param functions The computations and their weights.
     * @param history The curves of training.
     * @return The parts.
     */
    public static ModelParts of(Prepared<?> prepared, ModelFunctions functions, TrainingHistory history) {
        return new ModelParts(
                prepared.layout(), prepared.bound(), prepared.preprocessor(), functions, history, Map.of());
    }

    /**
     * The same parts with other settings of the model class.
     *
     * @param values The settings.
     * @return The parts.
     */
    public ModelParts with(Map<String, String> values) {
        return new ModelParts(layout, bound, preprocessor, functions, history, Map.copyOf(values));
    }

    /** The same parts with nothing compiled yet. */
    ModelParts on(Device device) {
        return new ModelParts(layout, bound, preprocessor, functions.on(device), history, properties);
    }

    NeuralModelProto toProto(ModelDataProto metadata) {
        NeuralModelProto.Builder b = NeuralModelProto.newBuilder()
                .setMetadata(metadata)
                .setLayout(layout.serialize())
                .setPreprocessor(preprocessor.serialize())
                .addAllVariables(TensorProtos.toProtos(functions.weights()))
                .addAllHistory(history.toProtos())
                .putAllProperties(new TreeMap<>(properties)); // equal models, equal bytes
        functions
                .functions()
                .forEach((name, f) ->
                        b.addFunctions(FunctionProto.newBuilder().setName(name).setOnnx(f.toByteString())));
        return b.setCrc(crc(b)).build();
    }

    /** The checksum of a message, whatever checksum it holds. */
    static int crc(NeuralModelProto.Builder b) {
        CRC32 crc = new CRC32();
        for (FunctionProto f : b.getFunctionsList()) {
            crc.update(f.toBuilder().clearOnnx().build().toByteArray());
            update(crc, f.getOnnx());
        }
        b.getVariablesList().forEach(v -> {
            crc.update(v.toBuilder().clearData().build().toByteArray());
            update(crc, v.getData());
        });
        // the rest is small; maps are written in the order of their keys
        NeuralModelProto rest =
                b.clone().clearFunctions().clearVariables().clearCrc().build();
        byte[] bytes = new byte[rest.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            rest.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static void update(CRC32 crc, ByteString bytes) {
        crc.update(bytes.asReadOnlyByteBuffer());
    }

    /**
     * Checks that the prediction function maps rows of the layout to as many results as the output domain needs.
     *
     * @param width How many.
     * @throws IllegalStateException If it does not.
     */
    void requirePredictions(int width) {
        OnnxMl.ModelProto predict = functions.functions().get(NeuralModel.PREDICT);
        if (predict == null) {
            throw new IllegalStateException(
                    "Invalid model, a function '" + NeuralModel.PREDICT + "' expected, found " + functions.names());
        }
        FunctionChecks.maps(predict, NeuralModel.INPUT, bound.size(), NeuralModel.OUTPUT, width);
        predict.getGraph().getInputList().forEach(in -> {
            if (!in.getName().equals(NeuralModel.INPUT) && !functions.weights().containsKey(in.getName())) {
                throw new IllegalStateException("Invalid model, a weight '" + in.getName() + "' expected, found "
                        + functions.weights().keySet());
            }
        });
    }

    /**
     * What a message holds.
     *
     * @param carrier Name, provenance and domains.
     * @param parts The rest.
     * @param <T> The output type.
     */
    public record Loaded<T extends Output<T>>(ModelDataCarrier<T> carrier, ModelParts parts) {}

    /**
     * Reads a model's message.
     *
     * @param version The version in the envelope.
     * @param className The class in the envelope, for messages.
     * @param message The content.
     * @param outputClass The output type the model must have.
     * @param <T> The output type.
     * @return The content.
     * @throws InvalidProtocolBufferException If the message is not of this kind.
     * @throws IllegalArgumentException If the version is unknown.
     * @throws IllegalStateException If the content is inconsistent.
     */
    public static <T extends Output<T>> Loaded<T> load(int version, String className, Any message, Class<T> outputClass)
            throws InvalidProtocolBufferException {
        if (version < 0 || version > NeuralModel.CURRENT_VERSION) {
            throw new IllegalArgumentException("Unknown version " + version + " of " + className + ", at most "
                    + NeuralModel.CURRENT_VERSION + " expected");
        }
        NeuralModelProto p = message.unpack(NeuralModelProto.class);
        requireSound(p);
        ModelDataCarrier<?> raw = ModelDataCarrier.deserialize(p.getMetadata());
        Object output = raw.outputDomain().getOutput(0);
        if (!outputClass.isInstance(output)) {
            throw new IllegalStateException(
                    "Invalid protobuf, an output domain of " + outputClass.getName() + " expected, found "
                            + (output == null ? "none" : output.getClass().getName()));
        }
        @SuppressWarnings("unchecked") // checked above
        ModelDataCarrier<T> carrier = (ModelDataCarrier<T>) raw;
        return new Loaded<>(carrier, fromProto(p, carrier.featureDomain()));
    }

    /** Checks the checksum, before anything else of a message is believed. */
    static void requireSound(NeuralModelProto p) {
        int expected = crc(p.toBuilder());
        if (expected != p.getCrc()) {
            throw new IllegalStateException("Invalid protobuf, checksum " + Integer.toHexString(expected)
                    + " of the content expected, found " + Integer.toHexString(p.getCrc()));
        }
    }

    /**
     * Reads the parts of a model.
     *
     * @param p The message; its metadata is not read.
     * @param features The feature domain.
     * @return The parts.
     * @throws InvalidProtocolBufferException If a function is damaged.
     * @throws IllegalStateException If the content is inconsistent.
     */
    static ModelParts fromProto(NeuralModelProto p, ImmutableFeatureMap features)
            throws InvalidProtocolBufferException {
        Layout layout = Layout.deserialize(p.getLayout());
        Map<String, HostTensor> weights = TensorProtos.fromProtos(p.getVariablesList());
        Map<String, OnnxMl.ModelProto> functions = new LinkedHashMap<>();
        for (FunctionProto f : p.getFunctionsList()) {
            OnnxMl.ModelProto onnx = OnnxMl.ModelProto.parseFrom(f.getOnnx());
            FunctionChecks.check(f.getName(), onnx, weights);
            functions.put(f.getName(), onnx);
        }
        ModelFunctions computed = new ModelFunctions(functions, weights, new Device());
        return new ModelParts(
                layout,
                layout.bind(features),
                FittedPreprocessor.deserialize(p.getPreprocessor()),
                computed,
                TrainingHistory.fromProtos(p.getHistoryList()),
                Map.copyOf(p.getPropertiesMap()));
    }
}
