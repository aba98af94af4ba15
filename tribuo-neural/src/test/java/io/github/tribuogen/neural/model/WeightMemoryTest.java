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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** All functions of a model share one copy of its weights. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class WeightMemoryTest {
    @Test
    void functionsAddNoCopyOfTheWeights(@TempDir Path folder) throws Exception {
        String text = OtherProcess.run(folder, WeightMemoryMain.class);
        Matcher m = Pattern.compile("\\+(-?\\d+) MB").matcher(text);
        int functions = 0;
        while (m.find()) {
            functions++;
            // of 96 MB of weights; the first function also starts ONNX Runtime
            assertTrue(Integer.parseInt(m.group(1)) < 60, text);
        }
        assertEquals(3, functions, text);
    }
}
