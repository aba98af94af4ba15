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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.test.Helpers;

/** Models that an earlier release has written are read, and predict what they predicted then. */
class GoldenFilesTest {
    private static final String RELEASE = "010";

    static List<Subject<?>> subjects() {
        return Subject.all();
    }

    private static String file(Subject<?> s) {
        return "neural-" + s.name() + "-" + RELEASE + ".tribuo";
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void loadProtobufModel(Subject<T> s) throws IOException {
        try (InputStream in = GoldenFilesTest.class.getResourceAsStream(file(s))) {
            ModelProto proto = ModelProto.parseFrom(in);
            try (NeuralModel<T> m = (NeuralModel<T>) Model.deserialize(proto).castModel(s.type());
                    NeuralModel<T> today = s.trainer().train(s.train())) {
                assertEquals("0.1.0", m.getName());
                assertEquals(today.getFeatureIDMap(), m.getFeatureIDMap());
                assertEquals(proto, m.serialize());
                assertTrue(m.trainingHistory().curves().containsKey("loss"));
                // on another processor training may end in other bits, but not elsewhere
                assertArrayEquals(Subject.numbers(today.predict(s.test())), Subject.numbers(m.predict(s.test())), 1e-3);
            }
        }
    }

    /** Writes the files anew; to be run by hand when a release changes the format. The argument is the folder. */
    static final class Generator {
        public static void main(String[] args) throws IOException {
            for (Subject<?> s : Subject.all()) {
                generateModel(s, Path.of(args[0]));
            }
        }

        private static <T extends Output<T>> void generateModel(Subject<T> s, Path folder) throws IOException {
            try (NeuralModel<T> m = s.trainer().train(s.train())) {
                m.setName("0.1.0");
                Helpers.writeProtobuf(m, folder.resolve(file(s)));
            }
        }
    }
}
