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
package io.github.tribuogen.ebm.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.github.tribuogen.ebm.energy.GaussianBase;
import io.github.tribuogen.ebm.energy.GaussianEnergy;
import io.github.tribuogen.ebm.energy.NetworkEnergy;
import io.github.tribuogen.ebm.sampler.HmcSampler;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.nn.LearnedSwish;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
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

/** What leaves this process: model files of earlier releases, and ONNX models for bare ONNX Runtime. */
class FitFilesTest {
    private static final String RELEASE = "010";
    private static final MutableDataset<LogDensity> DATA = data();

    private static MutableDataset<LogDensity> data() {
        SplittableRandom rng = new SplittableRandom(1);
        double[][] x = new double[120][2];
        for (double[] row : x) {
            Arrays.setAll(row, j -> 3 * j + rng.nextGaussian());
        }
        return Fits.rows(x);
    }

    private static DensityFitTrainer trainer(String name) {
        DensityFitTrainer.Builder b = name.equals("learned-stein")
                ? DensityFitTrainer.builder(
                        new NetworkEnergy(new Mlp(new LearnedSwish(), 6), new GaussianBase()),
                        new LearnedSteinObjective(new Mlp(new LearnedSwish(), 6), new Adam(1e-2), 1, 2))
                : DensityFitTrainer.builder(new GaussianEnergy(), new NoiseContrastive());
        return b.optimiser(new Adam(1e-2))
                .preprocessor(new Standardisation())
                .sampler(new HmcSampler(4, 0.2, 3))
                .settings(Fits.settings(25).build())
                .seed(9)
                .build();
    }

    /** On another processor training may end in other bits, but not elsewhere; the file itself reads to the bit. */
    @ParameterizedTest
    @ValueSource(strings = {"learned-stein", "noise-contrastive"})
    void loadProtobufModel(String name) throws IOException {
        try (InputStream in = FitFilesTest.class.getResourceAsStream(name + "-" + RELEASE + ".tribuo")) {
            ModelProto proto = ModelProto.parseFrom(in);
            try (FittedDensityModel m =
                            (FittedDensityModel) Model.deserialize(proto).castModel(LogDensity.class);
                    FittedDensityModel today = trainer(name).train(DATA)) {
                assertEquals("0.1.0", m.getName());
                assertEquals(proto, m.serialize());
                float[][] x = m.toRows(DATA.getData());
                assertArrayEquals(today.logDensity(x), m.logDensity(x), 1e-2);
                assertEquals(5, m.sample(5, new SplittableRandom(1)).length);
                assertEquals(4, m.chainSteps());
                assertEquals(
                        name.equals("noise-contrastive"),
                        m.estimatedLogNormaliser().isPresent());
                assertEquals(
                        name.equals("noise-contrastive") ? DensityKind.NORMALISED : DensityKind.UNNORMALISED,
                        m.densityKind());
                assertTrue(m.trainingHistory().curves().containsKey("loss"));
            }
        }
    }

    /** Writes the files anew; to be run by hand when a release changes the format. The argument is the folder. */
    static final class Generator {
        public static void main(String[] args) throws IOException {
            for (String name : List.of("learned-stein", "noise-contrastive")) {
                // read once: the order of entries of a provenance that was made and of one that was read may differ
                try (FittedDensityModel made = trainer(name).train(DATA);
                        FittedDensityModel m = (FittedDensityModel) Model.deserialize(made.serialize())) {
                    m.setName("0.1.0");
                    Helpers.writeProtobuf(m, Path.of(args[0]).resolve(name + "-" + RELEASE + ".tribuo"));
                }
            }
        }
    }

    @Test
    void densityRunsInBareOnnxRuntime() throws Exception {
        try (FittedDensityModel m = trainer("learned-stein").train(DATA)) {
            float[][] x = m.toRows(DATA.getData());
            float[] flat = new float[x.length * 2];
            for (int i = 0; i < x.length; i++) {
                System.arraycopy(x[i], 0, flat, 2 * i, 2);
            }
            OnnxMl.ModelProto file = m.exportONNXModel("io.github.tribuogen.test", 3);
            OnnxMl.ModelProto scores = m.export(FittedDensityModel.SCORE, "io.github.tribuogen.test", 3);
            assertEquals(
                    1,
                    file.getMetadataPropsList().stream()
                            .filter(e -> e.getKey().equals(ONNXExportable.PROVENANCE_METADATA_FIELD))
                            .count());
            double[] l = m.logDensity(x);
            float[] found = run(file, flat, x.length);
            float[][] s = m.score(x);
            float[] score = run(scores, flat, x.length);
            for (int i = 0; i < x.length; i++) {
                assertEquals(l[i], found[i], 1e-5);
                assertEquals(s[i][1], score[2 * i + 1], 1e-5);
            }
        }
    }

    private static float[] run(OnnxMl.ModelProto file, float[] rows, int n) throws Exception {
        OrtEnvironment env = OrtEnvironment.getEnvironment();
        try (OrtSession s = env.createSession(file.toByteArray(), new OrtSession.SessionOptions());
                OnnxTensor in = OnnxTensor.createTensor(env, FloatBuffer.wrap(rows), new long[] {n, 2});
                OrtSession.Result r = s.run(Map.of("input", in))) {
            FloatBuffer out = ((OnnxTensor) r.get("output").orElseThrow()).getFloatBuffer();
            float[] values = new float[out.remaining()];
            out.get(values);
            return values;
        }
    }
}
