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

import io.github.tribuogen.neural.report.AnimatedGif;
import io.github.tribuogen.neural.report.Picture;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** Records an episode of an environment as an animated picture, a GIF. */
public final class Film {
    private final Environment environment;
    private int width = 300;
    private int height = 200;
    private int every = 2;
    private int delayMillis = 40;

    private Film(Environment environment) {
        this.environment = environment;
    }

    /**
     * A film of 300 by 200 pixels with a frame every second step, shown for 40 ms.
     *
     * @param environment The task.
     * @return The film, to be recorded.
     */
    public static Film of(Environment environment) {
        return new Film(environment);
    }

    /**
     * Sets the size.
     *
     * @param width The width in pixels, at least 16.
     * @param height The height in pixels, at least 16.
     * @return This.
     */
    public Film size(int width, int height) {
        this.width = atLeast("width", width, 16);
        this.height = atLeast("height", height, 16);
        return this;
    }

    /**
     * Sets how many steps pass from frame to frame. The beginning and the end are shown in any case.
     *
     * @param steps At least 1.
     * @return This.
     */
    public Film every(int steps) {
        this.every = atLeast("every", steps, 1);
        return this;
    }

    /**
     * Sets how long each frame is shown.
     *
     * @param millis Milliseconds, from 20 to 655,350.
     * @return This.
     */
    public Film delayMillis(int millis) {
        this.delayMillis = atLeast("delayMillis", millis, 20);
        return this;
    }

    private static int atLeast(String name, int found, int least) {
        if (found < least) {
            throw new IllegalArgumentException(name + ": at least " + least + " expected, found " + found);
        }
        return found;
    }

    /**
     * Plays an episode to its end and records it.
     *
     * @param rng Whatever is random in the episode comes from here.
     * @param actor Gives the action for an observation, as {@link Episode#step} takes it.
     * @return The film.
     */
    public Picture record(SplittableRandom rng, UnaryOperator<double[]> actor) {
        Episode episode = environment.begin(rng);
        List<Picture> frames = new ArrayList<>();
        frames.add(frame(episode));
        while (!episode.isOver()) {
            episode.step(actor.apply(episode.observation()));
            if (episode.isOver() || episode.steps() % every == 0) {
                frames.add(frame(episode));
            }
        }
        return AnimatedGif.of(frames).delayMillis(delayMillis).render();
    }

    private Picture frame(Episode episode) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        episode.draw(g, width, height);
        g.dispose();
        return Picture.of(image);
    }
}
