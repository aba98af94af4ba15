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
package io.github.tribuogen.neural.data;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads whole files, compressed or not. */
final class DataFiles {
    private DataFiles() {}

    static byte[] read(Path path, String field) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new PropertyException("", field, "found no file at " + path + ", expected a readable file");
        }
        return Files.readAllBytes(path);
    }

    /** Opens the content; gzip is recognised by its first two bytes rather than by the name of the file. */
    static InputStream open(byte[] content) throws IOException {
        InputStream stream = new ByteArrayInputStream(content);
        boolean gzip = content.length > 2 && (content[0] & 0xff) == 0x1f && (content[1] & 0xff) == 0x8b;
        return gzip ? new GZIPInputStream(stream, 1 << 16) : stream;
    }
}
