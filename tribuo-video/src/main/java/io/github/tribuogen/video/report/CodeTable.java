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
package io.github.tribuogen.video.report;

import io.github.tribuogen.video.data.ClipTruth;
import io.github.tribuogen.video.vae.BlockRange;
import io.github.tribuogen.video.vae.FrameCodes;
import io.github.tribuogen.video.vae.VideoVAEModel;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.tribuo.Dataset;

/** The codes of clips as comma-separated values, a line for each frame. */
public final class CodeTable {
    private CodeTable() {}

    /**
     * Writes the codes of all frames of a dataset.
     *
     * @param model The model.
     * @param data The clips; class, identity and factors are written where clips carry a {@link ClipTruth}.
     * @param out Where to write; it is not closed.
     * @throws IOException If writing fails.
     */
    public static void write(VideoVAEModel model, Dataset<?> data, Writer out) throws IOException {
        Optional<ClipTruth> first = ClipTruth.of(data.getExample(0));
        List<String> factors = first.map(t -> List.copyOf(t.tracks().keySet())).orElse(List.of());
        StringBuilder header = new StringBuilder("clip,frame,class,identity");
        factors.forEach(f -> header.append(',').append(f));
        for (BlockRange block : model.blocks()) {
            for (int j = 0; j < block.width(); j++) {
                header.append(',').append(block.name()).append('-').append(j);
            }
        }
        out.append(header).append('\n');
        List<FrameCodes> codes = model.encode(model.toRows(data.getData()));
        for (int i = 0; i < codes.size(); i++) {
            Optional<ClipTruth> truth = ClipTruth.of(data.getExample(i));
            float[][] means = codes.get(i).means();
            for (int t = 0; t < means.length; t++) {
                StringBuilder line = new StringBuilder();
                line.append(i).append(',').append(t).append(',');
                line.append(truth.map(v -> quoted(v.label())).orElse("")).append(',');
                line.append(truth.map(v -> quoted(v.identity())).orElse(""));
                for (String f : factors) {
                    line.append(',');
                    if (truth.isPresent()) {
                        line.append(truth.get().track(f)[t]);
                    }
                }
                for (float v : means[t]) {
                    line.append(',').append(v);
                }
                out.append(line).append('\n');
            }
        }
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9 ._-]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
