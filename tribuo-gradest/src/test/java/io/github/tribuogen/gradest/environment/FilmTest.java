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
package io.github.tribuogen.gradest.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.report.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Films show an episode from its beginning to its end. */
class FilmTest {
    @Test
    void framesFollowTheEpisode() throws IOException {
        CartPole task = new CartPole();
        Episode same = task.begin(new SplittableRandom(3));
        while (!same.isOver()) {
            same.step(1);
        }
        int steps = same.steps();
        assertTrue(steps % 4 != 0, "a last step that is no fourth shows that the end is kept, found " + steps);
        Picture film = Film.of(task).size(90, 60).every(4).delayMillis(80).record(new SplittableRandom(3), o ->
                new double[] {1});
        assertEquals("gif", film.extension());
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(film.bytes()))) {
            reader.setInput(stream);
            assertEquals(1 + steps / 4 + 1, reader.getNumImages(true));
            BufferedImage last = reader.read(steps / 4 + 1);
            BufferedImage end = new BufferedImage(90, 60, BufferedImage.TYPE_INT_RGB);
            same.draw(end.createGraphics(), 90, 60);
            int unlike = 0;
            for (int i = 0; i < 90 * 60; i++) {
                // a frame has its own 256 colours, so antialiased edges may be off a little
                int a = last.getRGB(i % 90, i / 90);
                int b = end.getRGB(i % 90, i / 90);
                unlike += Math.abs((a & 0xff) - (b & 0xff)) > 16 ? 1 : 0;
            }
            assertEquals(0, unlike);
        } finally {
            reader.dispose();
        }
    }

    @Test
    void whatDoesNotFitIsNamed() {
        Film film = Film.of(new CartPole());
        for (Runnable bad : new Runnable[] {() -> film.size(8, 60), () -> film.every(0), () -> film.delayMillis(1)}) {
            String message =
                    assertThrows(IllegalArgumentException.class, bad::run).getMessage();
            assertTrue(message.contains("at least"), message);
        }
    }

    /** The film of the guide. */
    @Test
    @Tag("slow")
    void landing() throws IOException {
        Film.of(new LunarLander())
                .every(3)
                .delayMillis(60)
                .record(new SplittableRandom(8), Pilot::act)
                .save(Path.of("target/experiments/lunar-lander.gif"));
    }
}
