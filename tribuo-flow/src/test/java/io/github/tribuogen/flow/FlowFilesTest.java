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
package io.github.tribuogen.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.toy.ClosedForm;
import io.github.tribuogen.flow.toy.ToyDensity;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.report.Picture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.ONNXExportable;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.test.Helpers;

/** What leaves this process: model files of earlier releases, ONNX models for bare ONNX Runtime, pictures. */
class FlowFilesTest {
    private static final String RELEASE = "010";
    private static final MutableDataset<LogDensity> DATA = Flows.toy(ToyDensity.MOONS, 120, 1);

    private static Bijection bijection(String name) {
        return switch (name) {
            case "realnvp" -> Flows.realNvp(2, 4);
            case "glow" -> Flows.glow(2, 4);
            default -> Flows.maf(2, 4);
        };
    }

    private static FlowTrainer trainer(String name) {
        return Flows.trainer(bijection(name), 25).build();
    }

    /** On another processor training may end in other bits, but not elsewhere; the file itself reads to the bit. */
    @ParameterizedTest
    @ValueSource(strings = {"realnvp", "glow", "maf"})
    void loadProtobufModel(String name) throws IOException {
        try (InputStream in = FlowFilesTest.class.getResourceAsStream(name + "-" + RELEASE + ".tribuo")) {
            ModelProto proto = ModelProto.parseFrom(in);
            try (FlowModel m = (FlowModel) Model.deserialize(proto).castModel(LogDensity.class);
                    FlowModel today = trainer(name).train(DATA)) {
                assertEquals("0.1.0", m.getName());
                assertEquals(proto, m.serialize());
                float[][] x = m.toRows(DATA.getData());
                assertArrayEquals(today.logDensity(x), m.logDensity(x), 1e-2);
                assertEquals(5, m.sample(5, new SplittableRandom(1)).length);
                assertTrue(m.trainingHistory().curves().containsKey("NLL"));
            }
        }
    }

    /** Writes the files anew; to be run by hand when a release changes the format. The argument is the folder. */
    static final class Generator {
        public static void main(String[] args) throws IOException {
            for (String name : List.of("realnvp", "glow", "maf")) {
                try (FlowModel m = trainer(name).train(DATA)) {
                    m.setName("0.1.0");
                    Helpers.writeProtobuf(m, Path.of(args[0]).resolve(name + "-" + RELEASE + ".tribuo"));
                }
            }
        }
    }

    private static float[] run(OnnxMl.ModelProto file, float[][] rows) throws Exception {
        float[] flat = new float[rows.length * 2];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, 2 * i, 2);
        }
        OrtEnvironment env = OrtEnvironment.getEnvironment();
        try (OrtSession s = env.createSession(file.toByteArray(), new OrtSession.SessionOptions());
                OnnxTensor in = OnnxTensor.createTensor(env, FloatBuffer.wrap(flat), new long[] {rows.length, 2});
                OrtSession.Result r = s.run(Map.of("input", in))) {
            FloatBuffer out = ((OnnxTensor) r.get("output").orElseThrow()).getFloatBuffer();
            float[] values = new float[out.remaining()];
            out.get(values);
            return values;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"realnvp", "glow", "maf"})
    void densityAndSamplerRunInBareOnnxRuntime(String name) throws Exception {
        try (FlowModel m = trainer(name).train(DATA)) {
            float[][] x = m.toRows(DATA.getData());
            OnnxMl.ModelProto file = m.exportONNXModel("io.github.tribuogen.test", 3);
            float[] found = run(file, x);
            double[] expected = m.logDensity(x);
            for (int i = 0; i < x.length; i++) {
                assertEquals(expected[i], found[i], 1e-5);
            }
            float[] samples = run(m.export(FlowModel.SAMPLE, "io.github.tribuogen.test", 3), x);
            float[][] rows = m.fromBase(x);
            for (int i = 0; i < samples.length; i++) {
                assertEquals(rows[i / 2][i % 2], samples[i], 1e-5);
            }
            assertEquals(
                    1,
                    file.getMetadataPropsList().stream()
                            .filter(e -> e.getKey().equals(ONNXExportable.PROVENANCE_METADATA_FIELD))
                            .count());
        }
    }

    @Test
    void picturesShowWhatThePlaneHolds() {
        try (FlowModel m = trainer("realnvp").train(DATA)) {
            FlowPictures pictures = FlowPictures.of(-4, 4, 40);
            float[][] x = m.toRows(DATA.getData());
            ClosedForm truth = ClosedForm.of(ToyDensity.MOONS);
            for (Picture p : List.of(
                    pictures.density("learnt", m, x),
                    pictures.density("true", truth, new float[0][]),
                    pictures.samples("samples", m.sample(500, new SplittableRandom(1))),
                    pictures.scatter("data", x),
                    FlowPictures.curves("training", m.trainingHistory(), "NLL"))) {
                assertEquals("png", p.extension());
                assertTrue(p.bytes().length > 1000);
            }
            Picture gif = pictures.trajectory("way", m, 300, new SplittableRandom(1));
            assertEquals("gif", gif.extension());
            assertTrue(gif.bytes().length > 1000);
            assertSays("NFE", () -> FlowPictures.curves("none", m.trainingHistory(), "NFE"));
            assertSays("2 coordinates", () -> pictures.density("line", ClosedForm.of(ToyDensity.MIXTURE_1D), x));
            assertSays("range", () -> FlowPictures.of(1, 1, 5));
        }
    }

    private static void assertSays(String part, org.junit.jupiter.api.function.Executable e) {
        String message = assertThrows(IllegalArgumentException.class, e).getMessage();
        assertTrue(message.contains(part), message);
    }
}
