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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.sampler.ReplayBuffer;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.ObservedData;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.ONNXExportable;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.test.Helpers;

/** What leaves this process: model files of earlier releases, ONNX models and training steps, for bare ONNX Runtime. */
class JEMFilesTest {
    private static final String RELEASE = "010";
    private static final Dataset<Label> DATA = Clusters.draw(120, 1, 1);

    private static TrainingSettings settings() {
        return TrainingSettings.builder()
                .batchSize(16)
                .steps(25)
                .device(Device.cpu(1))
                .showProgress(false)
                .build();
    }

    private static <B extends EnergyTrainer.Builder<B>> B small(B builder) {
        return builder.preprocessor(new AffineScaling(0.25f, 0))
                .sampler(LangevinSampler.sgld(3, 0.05, 0.1))
                .memory(new ReplayBuffer(20, 0.1))
                .settings(settings())
                .seed(9);
    }

    private static JEMTrainer jem() {
        return small(JEMTrainer.builder(new Mlp(8), new Adam(1e-2))).build();
    }

    private static EBMTrainer ebm() {
        return small(EBMTrainer.builder(new Mlp(8), new Adam(1e-2))).build();
    }

    private static ModelProto golden(String name) throws IOException {
        try (InputStream in = JEMFilesTest.class.getResourceAsStream(name + "-" + RELEASE + ".tribuo")) {
            return ModelProto.parseFrom(in);
        }
    }

    /** On another processor training may end in other bits, but not elsewhere; the file itself reads to the bit. */
    @Test
    void loadProtobufModelOfJEM() throws IOException {
        ModelProto proto = golden("jem");
        try (JEMModel m = (JEMModel) Model.deserialize(proto).castModel(Label.class);
                JEMModel today = jem().train(DATA)) {
            assertEquals("0.1.0", m.getName());
            assertEquals(proto, m.serialize());
            assertEquals(20, m.replayBuffer().length);
            assertEquals(3, m.chainSteps());
            float[][] x = m.toRows(DATA.getData());
            assertArrayEquals(today.logDensity(x), m.logDensity(x), 1e-2);
            assertEquals(5, m.sample(5, new SplittableRandom(1)).length);
            assertTrue(m.trainingHistory().curves().containsKey("gap"));
        }
    }

    @Test
    void loadProtobufModelOfTheDensityAlone() throws IOException {
        ModelProto proto = golden("ebm");
        try (EBMModel m = (EBMModel) Model.deserialize(proto).castModel(LogDensity.class);
                EBMModel today = ebm().train(ObservedData.of(DATA))) {
            assertEquals("0.1.0", m.getName());
            assertEquals(proto, m.serialize());
            float[][] x = m.toRows(ObservedData.of(DATA).getData());
            assertArrayEquals(today.logDensity(x), m.logDensity(x), 1e-2);
        }
    }

    /** Writes the files anew; to be run by hand when a release changes the format. The argument is the folder. */
    static final class Generator {
        public static void main(String[] args) throws IOException {
            write("jem", jem().train(DATA), Path.of(args[0]));
            write("ebm", ebm().train(ObservedData.of(DATA)), Path.of(args[0]));
        }

        private static <T extends Output<T>> void write(String name, NeuralModel<T> m, Path folder) throws IOException {
            m.setName("0.1.0");
            Helpers.writeProtobuf(m, folder.resolve(name + "-" + RELEASE + ".tribuo"));
            m.close();
        }
    }

    private static float[][] run(OnnxMl.ModelProto file, float[][] rows) throws Exception {
        float[] flat = new float[rows.length * 2];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, 2 * i, 2);
        }
        OrtEnvironment env = OrtEnvironment.getEnvironment();
        try (OrtSession s = env.createSession(file.toByteArray(), new OrtSession.SessionOptions());
                OnnxTensor in = OnnxTensor.createTensor(env, FloatBuffer.wrap(flat), new long[] {rows.length, 2});
                OrtSession.Result r = s.run(Map.of("input", in))) {
            Object value = r.get("output").orElseThrow().getValue();
            return value instanceof float[] one
                    ? new float[][] {one}
                    : Arrays.copyOf((float[][]) value, rows.length, float[][].class);
        }
    }

    @Test
    void exportedFunctionsGiveTheSameScoresInBareOnnxRuntime() throws Exception {
        try (JEMModel m = jem().train(DATA)) {
            float[][] x = m.toRows(DATA.getData());
            OnnxMl.ModelProto file = m.exportONNXModel("io.github.tribuogen.test", 3);
            float[][] p = run(file, x);
            List<Prediction<Label>> expected = m.predict(DATA);
            for (int i = 0; i < x.length; i++) {
                for (int k = 0; k < 2; k++) {
                    String label = m.getOutputIDInfo().getOutput(k).getLabel();
                    assertEquals(expected.get(i).getOutputScores().get(label).getScore(), p[i][k], 1e-5);
                }
            }
            float[][] logits = run(m.export("logits", "io.github.tribuogen.test", 3), x);
            assertArrayEquals(m.logits(x)[7], logits[7], 1e-5f);
            assertEquals(3, file.getModelVersion());
            List<String> provenance = file.getMetadataPropsList().stream()
                    .filter(e -> e.getKey().equals(ONNXExportable.PROVENANCE_METADATA_FIELD))
                    .map(OnnxMl.StringStringEntryProto::getValue)
                    .toList();
            assertEquals(1, provenance.size());
            assertEquals(
                    m.getProvenance(),
                    com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil.unmarshalProvenance(
                            ONNXExportable.SERIALIZER.deserializeFromString(provenance.get(0))));
        }
    }

    /** Weights, moments, replay buffer and ages go in and come out; the loop is a few lines of anyone's. */
    @Test
    void exportedStepTrainsWithBareOnnxRuntimeToTheSameBits() throws Exception {
        NeuralTrainer.TrainingStep step = jem().exportTrainingStep(DATA);
        Map<String, HostTensor> state = new LinkedHashMap<>(step.initial());
        assertTrue(state.containsKey("chains/samples"), state.keySet().toString());
        OrtEnvironment env = OrtEnvironment.getEnvironment();
        float loss = Float.NaN;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session = env.createSession(step.model().toByteArray(), options)) {
                for (long i = 0; i < 25; i++) {
                    Map<String, HostTensor> values = new HashMap<>(state);
                    values.putAll(step.data().batch(step.seed(), i));
                    Map<String, OnnxTensor> in = new HashMap<>();
                    for (String name : session.getInputNames()) {
                        switch (name) {
                            case "seed" -> in.put(name, OnnxTensor.createTensor(env, step.seed()));
                            case "iteration" -> in.put(name, OnnxTensor.createTensor(env, i));
                            case "rateScale" -> in.put(name, OnnxTensor.createTensor(env, 1f));
                            default -> in.put(name, tensor(env, values.get(name)));
                        }
                    }
                    try (OrtSession.Result r = session.run(in)) {
                        for (String name : List.copyOf(state.keySet())) {
                            if (r.get("next:" + name).isPresent()) {
                                OnnxTensor t =
                                        (OnnxTensor) r.get("next:" + name).orElseThrow();
                                state.put(name, host(t, state.get(name)));
                            }
                        }
                        loss = ((OnnxTensor) r.get("metric:loss").orElseThrow())
                                .getFloatBuffer()
                                .get(0);
                    }
                }
            }
        }
        try (JEMModel m = jem().train(DATA)) {
            m.weights().forEach((name, w) -> assertEquals(w, state.get(name), name));
            float[] curve = m.trainingHistory().curves().get("loss").values();
            assertEquals(curve[curve.length - 1], loss);
        }
    }

    private static HostTensor host(OnnxTensor t, HostTensor like) {
        switch (like.dtype()) {
            case INT64 -> {
                LongBuffer b = t.getLongBuffer();
                long[] v = new long[b.remaining()];
                b.get(v);
                return HostTensor.of(v, like.shape());
            }
            default -> {
                FloatBuffer b = t.getFloatBuffer();
                float[] v = new float[b.remaining()];
                b.get(v);
                return HostTensor.of(v, like.shape());
            }
        }
    }

    private static OnnxTensor tensor(OrtEnvironment env, HostTensor t) throws Exception {
        return switch (t.dtype()) {
            case INT64 -> OnnxTensor.createTensor(env, LongBuffer.wrap(t.toLongs()), t.shape());
            default -> OnnxTensor.createTensor(env, FloatBuffer.wrap(t.toFloats()), t.shape());
        };
    }

    @Test
    void whatDoesNotFitAFileIsNamed() throws Exception {
        ModelProto proto = golden("jem");
        for (ModelProto bad : List.of(
                proto.toBuilder().setClassName(EBMModel.class.getName()).build(),
                proto.toBuilder()
                        .setSerializedData(proto.getSerializedData().toBuilder()
                                .setValue(proto.getSerializedData().getValue().substring(0, 4000)))
                        .build())) {
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> Model.deserialize(bad));
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            assertTrue(
                    (e.getMessage() + cause.getMessage()).matches("(?s).*([Ii]nvalid|expected|truncated).*"),
                    e.getMessage() + " / " + cause.getMessage());
        }
    }
}
