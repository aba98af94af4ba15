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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.report.Picture;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.video.data.ClipShape;
import io.github.tribuogen.video.data.ClipSplit;
import io.github.tribuogen.video.data.RotatingSolidsDataSource;
import io.github.tribuogen.video.data.Solid;
import io.github.tribuogen.video.evaluation.TransferEvaluator;
import io.github.tribuogen.video.vae.VideoVAEModel;
import io.github.tribuogen.video.vae.VideoVAETrainer;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.MutableDataset;

class ClipPicturesTest {
    @TempDir
    Path folder;

    @Test
    void picturesHaveTheirRowsAndColumns() throws IOException {
        var source = new RotatingSolidsDataSource<>(
                new LogDensityFactory(),
                new ClipShape(3, 4, 12),
                List.of(Solid.CHAIR, Solid.BOX),
                3,
                false,
                ClipSplit.TRAIN,
                1);
        MutableDataset<LogDensity> data = new MutableDataset<>(source);
        try (VideoVAEModel m = VideoVAETrainer.builder(source.layout())
                .features(4)
                .settings(TrainingSettings.builder()
                        .batchSize(3)
                        .steps(3)
                        .device(Device.cpu(1))
                        .showProgress(false)
                        .build())
                .build()
                .train(data)) {
            float[][] rows = m.toRows(data);
            ClipPictures pictures = ClipPictures.of(m.geometry());
            Picture strips = pictures.strips(rows);
            Picture one = pictures.strips(rows[0]);
            assertEquals(strips.width(), one.width());
            assertTrue(strips.height() > 2.5 * one.height());
            assertEquals("gif", pictures.animation(rows).extension());
            float[][] frames = {Arrays.copyOf(rows[0], 144), Arrays.copyOf(rows[1], 144)};
            Picture grid = pictures.range(0, 2).exchange(m, frames, frames);
            assertEquals(grid.width(), grid.height());
            float[] code = m.encode(rows).get(0).means()[0];
            assertTrue(pictures.traversals(m, code, -2, -1, 0, 1, 2).width() > 0);
            assertEquals(
                    pictures.interpolation(m, "identity", rows[0], rows[1], 6).width(),
                    pictures.interpolation(m, "pose", rows[0], rows[1], 6).width());
            assertThrows(IllegalArgumentException.class, () -> pictures.strips(new float[5]));
            StringWriter out = new StringWriter();
            CodeTable.write(m, data, out);
            String[] lines = out.toString().split("\n");
            assertEquals(1 + 12, lines.length);
            assertEquals("clip,frame,class,identity,yaw,identity-0,identity-1,pose-0,pose-1", lines[0]);
            assertTrue(lines[5].startsWith("1,0,box,train-1,"), lines[5]);
            assertEquals(9, lines[5].split(",").length);
            Path page = VideoReport.write(
                    m, new TransferEvaluator(3, 1, 1, 1, 1), data, data, new SplittableRandom(1), folder);
            String text = Files.readString(page);
            for (String part :
                    List.of("yaw R2", "block gap", "KL above floor, feature 3", "codes.csv", "figures.json")) {
                assertTrue(text.contains(part), part);
            }
            try (Stream<Path> files = Files.walk(folder)) {
                assertTrue(
                        files.filter(f -> f.toString().matches(".*(png|gif)")).count() >= 5);
            }
        }
    }
}
