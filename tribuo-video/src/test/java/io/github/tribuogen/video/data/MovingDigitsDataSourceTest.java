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
package io.github.tribuogen.video.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

class MovingDigitsDataSourceTest {
    @TempDir
    Path folder;

    /** Three images of 3x3, white with a corner of a shade of their own. */
    private Path images() throws IOException {
        ByteBuffer b = ByteBuffer.allocate(16 + 27);
        b.putInt(0x00000803).putInt(3).putInt(3).putInt(3);
        for (int i = 0; i < 27; i++) {
            b.put((byte) (i % 9 == 0 ? 51 * (i / 9 + 1) : 255));
        }
        return Files.write(folder.resolve("images"), b.array());
    }

    private Path labels() throws IOException {
        ByteBuffer b = ByteBuffer.allocate(8 + 3);
        b.putInt(0x00000801).putInt(3).put(new byte[] {7, 1, 4});
        return Files.write(folder.resolve("labels"), b.array());
    }

    private MovingDigitsDataSource<Label> source(int size) throws IOException {
        return new MovingDigitsDataSource<>(
                images(), labels(), new LabelFactory(), new ClipShape(7, 5, size), 0, ClipSplit.TEST, 3);
    }

    @Test
    void digitsAreWhereTheTruthSays() throws IOException {
        MovingDigitsDataSource<Label> s = source(12);
        for (int i = 0; i < 7; i++) {
            Clip clip = s.clip(i);
            assertEquals("714".substring(i % 3, i % 3 + 1), clip.truth().label());
            assertEquals("test-" + i % 3, clip.truth().identity());
            for (int t = 0; t < 5; t++) {
                int top = (int) (9 * clip.truth().track("y")[t]);
                int left = (int) (9 * clip.truth().track("x")[t]);
                for (int k = 0; k < 144; k++) {
                    int row = k / 12 - top;
                    int column = k % 12 - left;
                    boolean inside = row >= 0 && row < 3 && column >= 0 && column < 3;
                    float expected = !inside ? 0 : row + column == 0 ? 0.2f * (i % 3 + 1) : 1;
                    assertEquals(expected, clip.pixels()[t * 144 + k], 1e-6);
                }
            }
        }
        var configuration = ProvenanceUtil.extractConfiguration(s.getProvenance());
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        var rebuilt = (MovingDigitsDataSource<?>) cm.lookup(configuration.get(0).getName());
        assertArrayEquals(s.clip(5).pixels(), rebuilt.clip(5).pixels());
        assertTrue(s.getProvenance().toString().contains("resource-hash"));
    }

    @Test
    void badFilesAreNamed() throws IOException {
        assertEquals(
                "size", assertThrows(PropertyException.class, () -> source(2)).getProperty());
        String message = assertThrows(
                        PropertyException.class,
                        () -> new MovingDigitsDataSource<>(
                                folder.resolve("none"),
                                labels(),
                                new LabelFactory(),
                                new ClipShape(7, 5, 12),
                                0,
                                ClipSplit.TEST,
                                3))
                .getMessage();
        assertTrue(message.contains("none"), message);
    }
}
