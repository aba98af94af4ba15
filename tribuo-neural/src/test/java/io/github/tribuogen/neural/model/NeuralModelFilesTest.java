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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.github.tribuogen.neural.model.protos.FunctionProto;
import io.github.tribuogen.neural.model.protos.NeuralModelProto;
import io.github.tribuogen.neural.runtime.protos.HostTensorProto;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.protos.core.ModelProto;

/** A damaged or tampered model file is refused with a reason, and a model reads nothing outside its file. */
class NeuralModelFilesTest {
    private static ModelProto sound;
    private static NeuralModelProto content;

    static List<Subject<?>> subjects() {
        return Subject.all();
    }

    @BeforeAll
    static void train() throws Exception {
        Subject<Label> s = Subject.classifier();
        try (NeuralModel<Label> m = s.trainer().train(s.train())) {
            sound = m.serialize();
        }
        content = sound.getSerializedData().unpack(NeuralModelProto.class);
        Model.deserialize(sound);
    }

    /** The sound file with another content whose checksum is right. */
    private static ModelProto resealed(Consumer<NeuralModelProto.Builder> change) {
        NeuralModelProto.Builder b = content.toBuilder();
        change.accept(b);
        b.setCrc(ModelParts.crc(b));
        return sound.toBuilder().setSerializedData(Any.pack(b.build())).build();
    }

    private static ModelProto withPredict(UnaryOperator<OnnxMl.ModelProto> change) {
        return resealed(b -> {
            for (int i = 0; i < b.getFunctionsCount(); i++) {
                FunctionProto f = b.getFunctions(i);
                if (f.getName().equals(NeuralModel.PREDICT)) {
                    b.setFunctions(
                            i,
                            f.toBuilder()
                                    .setOnnx(change.apply(parse(f.getOnnx())).toByteString()));
                }
            }
        });
    }

    private static OnnxMl.ModelProto parse(ByteString bytes) {
        try {
            return OnnxMl.ModelProto.parseFrom(bytes);
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static String refused(ModelProto file) {
        RuntimeException e = assertThrows(RuntimeException.class, () -> Model.deserialize(file));
        assertTrue(e instanceof IllegalStateException || e instanceof IllegalArgumentException, e.toString());
        StringBuilder all = new StringBuilder();
        for (Throwable t = e; t != null; t = t.getCause()) {
            all.append(t.getMessage()).append('\n');
        }
        return all.toString();
    }

    private static void assertRefused(ModelProto file, String... parts) {
        String message = refused(file);
        for (String part : parts) {
            assertTrue(message.contains(part), "'" + part + "' not in: " + message);
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void anyFlippedBitIsNoticed(Subject<T> s) throws Exception {
        ModelProto file;
        try (NeuralModel<T> m = s.trainer().train(s.train())) {
            file = m.serialize();
        }
        byte[] bytes = file.getSerializedData().getValue().toByteArray();
        SplittableRandom rng = new SplittableRandom(7);
        int noticed = 0;
        for (int i = 0; i < 200; i++) {
            byte[] flipped = bytes.clone();
            int at = rng.nextInt(flipped.length);
            flipped[at] ^= (byte) (1 << rng.nextInt(8));
            ModelProto damaged = file.toBuilder()
                    .setSerializedData(file.getSerializedData().toBuilder().setValue(ByteString.copyFrom(flipped)))
                    .build();
            Model<?> read;
            try {
                read = Model.deserialize(damaged);
            } catch (IllegalStateException | IllegalArgumentException e) {
                noticed++;
                continue;
            }
            // some bits mean nothing, for instance those of a truth value above the first
            assertEquals(file, read.serialize(), "byte " + at);
        }
        assertTrue(noticed > 190, noticed + " of 200 noticed");
    }

    @Test
    void flippedWeightsFailTheChecksum() {
        HostTensorProto w = content.getVariables(0);
        byte[] data = w.getData().toByteArray();
        data[3] ^= 1;
        NeuralModelProto changed = content.toBuilder()
                .setVariables(0, w.toBuilder().setData(ByteString.copyFrom(data)))
                .build();
        assertRefused(
                sound.toBuilder().setSerializedData(Any.pack(changed)).build(),
                "checksum",
                Integer.toHexString(content.getCrc()));
    }

    @Test
    void aFlippedFunctionFailsTheChecksum() {
        FunctionProto f = content.getFunctions(0);
        byte[] data = f.getOnnx().toByteArray();
        data[data.length / 2] ^= 4;
        NeuralModelProto changed = content.toBuilder()
                .setFunctions(0, f.toBuilder().setOnnx(ByteString.copyFrom(data)))
                .build();
        assertRefused(sound.toBuilder().setSerializedData(Any.pack(changed)).build(), "checksum");
    }

    @Test
    void truncatedFilesAreRefused() {
        ByteString value = sound.getSerializedData().getValue();
        for (double share : new double[] {0, 0.01, 0.5, 0.9, 0.999}) {
            refused(sound.toBuilder()
                    .setSerializedData(sound.getSerializedData().toBuilder()
                            .setValue(value.substring(0, (int) (share * value.size()))))
                    .build());
        }
    }

    @Test
    void unknownVersionsAreRefused() {
        assertRefused(sound.toBuilder().setVersion(1).build(), "version 1", "at most 0");
        assertRefused(sound.toBuilder().setVersion(-1).build(), "version -1", "at most 0");
    }

    @Test
    void anotherOutputDomainIsRefused() {
        assertRefused(
                sound.toBuilder()
                        .setClassName(NeuralRegressorModel.class.getName())
                        .build(),
                "org.tribuo.regression.Regressor",
                "org.tribuo.classification.Label");
    }

    @Test
    void aWeightOfAnotherShapeIsRefused() {
        assertRefused(
                resealed(b -> {
                    HostTensorProto.Builder w = b.getVariablesBuilder(0);
                    long size = w.getShapeList().stream().reduce(1L, (x, y) -> x * y);
                    w.clearShape().addShape(size).addShape(1).addShape(1);
                }),
                content.getVariables(0).getName(),
                "shape");
        assertRefused(
                resealed(b -> b.getVariablesBuilder(0)
                        .setData(content.getVariables(0).getData().substring(4))),
                "bytes expected");
        assertRefused(resealed(b -> b.getVariablesBuilder(0).setDtype("FLOAT99")), "FLOAT99");
    }

    @Test
    void aMissingWeightOrFunctionIsRefused() {
        String weight = content.getVariables(0).getName();
        assertRefused(resealed(b -> b.removeVariables(0)), weight);
        assertRefused(resealed(NeuralModelProto.Builder::clearFunctions), NeuralModel.PREDICT);
    }

    @Test
    void dataOutsideTheFileIsRefused() {
        TensorProto outside = TensorProto.newBuilder()
                .setName("stolen")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(4)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("/etc/hostname"))
                .build();
        assertRefused(
                withPredict(m -> {
                    OnnxMl.ModelProto.Builder b = m.toBuilder();
                    b.getGraphBuilder().addInitializer(outside);
                    return b.build();
                }),
                "stolen",
                "/etc/hostname");
        // inside an attribute, and inside the body of a branch
        assertRefused(
                withPredict(m -> {
                    OnnxMl.ModelProto.Builder b = m.toBuilder();
                    b.getGraphBuilder()
                            .addNodeBuilder()
                            .setOpType("Constant")
                            .addOutput("c")
                            .addAttributeBuilder()
                            .setName("value")
                            .setT(outside);
                    return b.build();
                }),
                "stolen");
        assertRefused(
                withPredict(m -> {
                    OnnxMl.ModelProto.Builder b = m.toBuilder();
                    b.getGraphBuilder()
                            .addNodeBuilder()
                            .setOpType("If")
                            .addAttributeBuilder()
                            .setName("then_branch")
                            .getGBuilder()
                            .addInitializer(outside);
                    return b.build();
                }),
                "stolen");
    }

    @Test
    void foreignOperatorsAreRefused() {
        assertRefused(
                withPredict(m -> {
                    OnnxMl.ModelProto.Builder b = m.toBuilder();
                    b.getGraphBuilder().addNodeBuilder().setOpType("EPContext").setDomain("com.microsoft");
                    return b.build();
                }),
                "EPContext",
                "com.microsoft");
    }

    @Test
    void aPredictionOfAnotherWidthIsRefused() {
        assertRefused(
                withPredict(m -> {
                    OnnxMl.ModelProto.Builder b = m.toBuilder();
                    b.getGraphBuilder()
                            .getOutputBuilder(0)
                            .getTypeBuilder()
                            .getTensorTypeBuilder()
                            .getShapeBuilder()
                            .getDimBuilder(1)
                            .setDimValue(77);
                    return b.build();
                }),
                "77",
                "columns expected");
    }

    @Test
    void theSoundFileIsWhatTheTrainerMade() throws Exception {
        Model<?> m = Model.deserialize(sound);
        assertEquals(sound, m.serialize());
        assertTrue(m instanceof NeuralClassifierModel);
    }
}
