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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.Dequantisation;
import io.github.tribuogen.neural.data.FittedPreprocessor;
import io.github.tribuogen.neural.data.LogitTransform;
import io.github.tribuogen.neural.data.Preprocessor;
import io.github.tribuogen.neural.data.PreprocessorChain;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.data.TransformedRows;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A graph maps rows as Java does, with the same log-determinants, and back. */
class StagedPreprocessingTest {
    private static final int ROWS = 6;
    private static final int COLUMNS = 3;

    static Stream<Preprocessor> all() {
        return Stream.of(
                new PreprocessorChain(),
                new Standardisation(),
                new AffineScaling(2, -1),
                new LogitTransform(0.1f),
                new Dequantisation(0.25f),
                new PreprocessorChain(
                        List.of(new Dequantisation(0.1f), new AffineScaling(0.8f, 0), new Standardisation())),
                new PreprocessorChain(List.of(
                        new Dequantisation(0.1f),
                        new AffineScaling(0.5f, 0.1f),
                        new LogitTransform(0.05f),
                        new Standardisation())));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theGraphIsTheMap(Preprocessor preprocessor) {
        SplittableRandom rng = new SplittableRandom(1);
        float[] x = new float[ROWS * COLUMNS];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) rng.nextDouble();
        }
        FittedPreprocessor fitted = preprocessor.fit(x, ROWS, COLUMNS);
        float[] u = FittedPreprocessor.uniformNoise(ROWS * fitted.noiseColumns(), rng);
        for (boolean noisy : new boolean[] {false, true}) {
            Graph g = new Graph();
            Tensor rows = g.constant(HostTensor.of(x, ROWS, COLUMNS));
            Tensor noise = noisy && u.length > 0 ? g.constant(HostTensor.of(u, ROWS, fitted.noiseColumns())) : null;
            var image = StagedPreprocessing.forward(fitted.stages().orElseThrow(), rows, noise);
            Tensor back = StagedPreprocessing.back(fitted.stages().orElseThrow(), image.rows());
            TransformedRows expected = fitted.transform(x, ROWS, noise == null ? null : u);
            try (Executable e = Executable.compile(
                    new GraphFunction(
                            "stages",
                            Map.of(),
                            Map.of(
                                    "y", image.rows().add(0.0),
                                    "volume", image.logDeterminant().add(0.0),
                                    "back", back.add(0.0))),
                    Device.cpu(1))) {
                Map<String, HostTensor> out = e.run(Map.of());
                assertArrayEquals(expected.values(), out.get("y").toFloats(), 1e-5f);
                for (int i = 0; i < ROWS; i++) {
                    assertEquals(
                            expected.logDeterminants()[i], out.get("volume").get(i), 1e-5);
                }
                assertArrayEquals(
                        fitted.inverse(expected.values(), ROWS), out.get("back").toFloats(), 2e-5f);
            }
        }
    }
}
