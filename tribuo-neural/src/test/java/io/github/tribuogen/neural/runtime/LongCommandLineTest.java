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

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** ONNX Runtime 1.29 dies of a long command line unless it is started on a thread with a large stack. */
class LongCommandLineTest {
    /** Runs in a Java process of its own. */
    public static final class Main {
        private Main() {}

        /** Exits with 7 if a graph runs. */
        public static void main(String[] args) {
            Graph g = new Graph();
            Tensor x = g.input("x", DType.FLOAT32, Shape.of(1));
            GraphFunction f = new GraphFunction("f", Map.of("x", x), Map.of("y", x.add(5)));
            try (Executable e = Executable.compile(f, Device.cpu(1))) {
                System.exit((int) e.run(Map.of("x", HostTensor.of(new float[] {2}, 1)))
                        .get("y")
                        .item());
            }
        }
    }

    @Test
    void aClassPathOfTwentyKilobytes() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String padding = (File.pathSeparator + "no-such-place").repeat(1500);
        // surefire's own class path is a jar that refers to others
        String classPath = System.getProperty("java.class.path") + padding;
        Process p = new ProcessBuilder(java, "-Xmx256m", "-cp", classPath, Main.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(7, p.waitFor());
    }
}
