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
package io.github.tribuogen.video.evaluation;

import io.github.tribuogen.video.vae.BlockRange;
import io.github.tribuogen.video.vae.VideoVAEModel;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The means of a model's codes, of all blocks or of some features. */
public final class CodeFeatures implements FrameFeatures {
    private final String name;
    private final VideoVAEModel model;
    private final int[] columns;

    private CodeFeatures(String name, VideoVAEModel model, int[] columns) {
        this.name = name;
        this.model = model;
        this.columns = columns;
    }

    /**
     * The whole code.
     *
     * @param model The model.
     * @return The features, named "all".
     */
    public static CodeFeatures all(VideoVAEModel model) {
        return new CodeFeatures(
                "all", model, IntStream.range(0, model.features()).toArray());
    }

    /**
     * One block of the code.
     *
     * @param model The model.
     * @param block The block's name.
     * @return The features, named after the block.
     * @throws IllegalArgumentException If the model has no such block.
     */
    public static CodeFeatures block(VideoVAEModel model, String block) {
        BlockRange range = model.block(block);
        return new CodeFeatures(
                block, model, IntStream.range(range.from(), range.to()).toArray());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[][] of(float[][] frames) {
        return Arrays.stream(model.encodeFrames(frames).means())
                .map(code -> Arrays.stream(columns).mapToDouble(j -> code[j]).toArray())
                .toArray(double[][]::new);
    }
}
