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

import io.github.tribuogen.neural.report.AnimatedGif;
import io.github.tribuogen.neural.report.Picture;
import io.github.tribuogen.neural.report.SampleGrid;
import io.github.tribuogen.video.prior.LatentBlock;
import io.github.tribuogen.video.vae.BlockRange;
import io.github.tribuogen.video.vae.ClipGeometry;
import io.github.tribuogen.video.vae.FrameCodes;
import io.github.tribuogen.video.vae.VideoVAEModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Pictures of clips and of what a model makes of them. Values are shown from black at 0 to white at 1 unless told otherwise. */
public final class ClipPictures {
    private static final int MILLIS = 120;

    private final ClipGeometry geometry;
    private final float low;
    private final float high;

    private ClipPictures(ClipGeometry geometry, float low, float high) {
        this.geometry = geometry;
        this.low = low;
        this.high = high;
    }

    /**
     * Pictures of clips of a size, with values in [0, 1].
     *
     * @param geometry The size; the number of frames does not matter.
     * @return The pictures.
     */
    public static ClipPictures of(ClipGeometry geometry) {
        return new ClipPictures(geometry, 0, 1);
    }

    /**
     * The same pictures of other values.
     *
     * @param least The value shown black.
     * @param most The value shown white, above it.
     * @return Changed pictures.
     */
    public ClipPictures range(float least, float most) {
        return new ClipPictures(geometry, least, most);
    }

    private float[][] frames(float[] clip) {
        int p = geometry.framePixels();
        if (clip.length == 0 || clip.length % p != 0) {
            throw new IllegalArgumentException("clip: a multiple of " + p + " values expected, found " + clip.length);
        }
        float[][] frames = new float[clip.length / p][];
        for (int t = 0; t < frames.length; t++) {
            frames[t] = Arrays.copyOfRange(clip, t * p, (t + 1) * p);
        }
        return frames;
    }

    private SampleGrid grid(List<float[]> frames, int columns) {
        return SampleGrid.of(frames.toArray(float[][]::new), geometry.channels(), geometry.height(), geometry.width())
                .range(low, high)
                .columns(columns);
    }

    /**
     * Clips one below the other, time to the right.
     *
     * @param clips [n, clip], at least one, of equal lengths.
     * @return The picture.
     */
    public Picture strips(float[]... clips) {
        List<float[]> all = new ArrayList<>();
        for (float[] clip : clips) {
            all.addAll(Arrays.asList(frames(clip)));
        }
        return grid(all, frames(clips[0]).length).render();
    }

    /**
     * Clips side by side, moving.
     *
     * @param clips [n, clip], at least one, of equal lengths.
     * @return An animation.
     */
    public Picture animation(float[]... clips) {
        List<Picture> moments = new ArrayList<>();
        for (int t = 0; t < frames(clips[0]).length; t++) {
            List<float[]> now = new ArrayList<>();
            for (float[] clip : clips) {
                now.add(frames(clip)[t]);
            }
            moments.add(grid(now, clips.length).render());
        }
        return AnimatedGif.of(moments).delayMillis(MILLIS).render();
    }

    /**
     * Every identity in every pose: the first column shows the frames that give the identity, the first row those that give the pose, in
     * the corner a black one.
     *
     * @param model A model with blocks "identity" and "pose".
     * @param identities Frames, [n, frame].
     * @param poses Frames, [m, frame].
     * @return The picture.
     */
    public Picture exchange(VideoVAEModel model, float[][] identities, float[][] poses) {
        float[][] codes = model.encodeFrames(identities).means();
        float[][] givers = model.encodeFrames(poses).means();
        BlockRange pose = model.block(LatentBlock.POSE);
        model.block(LatentBlock.IDENTITY);
        float[] corner = new float[geometry.framePixels()];
        Arrays.fill(corner, low);
        List<float[]> all = new ArrayList<>(List.of(corner));
        all.addAll(Arrays.asList(poses));
        for (int i = 0; i < codes.length; i++) {
            all.add(identities[i]);
            float[][] repeated = new float[givers.length][];
            Arrays.fill(repeated, codes[i]);
            all.addAll(Arrays.asList(model.decode(pose.exchanged(repeated, givers))));
        }
        return grid(all, poses.length + 1).render();
    }

    /**
     * A row for each feature of a code, along which it alone changes.
     *
     * @param model The model.
     * @param code The code, [features].
     * @param values The values that the feature takes, for instance -2 to 2.
     * @return The picture, its rows named after blocks.
     */
    public Picture traversals(VideoVAEModel model, float[] code, float... values) {
        List<float[]> all = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        for (BlockRange block : model.blocks()) {
            for (int j = block.from(); j < block.to(); j++) {
                all.addAll(Arrays.asList(model.traverse(code, j, values)));
                rows.add(block.name() + " " + (j - block.from()));
            }
        }
        List<String> columns = IntStream.range(0, values.length)
                .mapToObj(i -> Float.toString(values[i]))
                .toList();
        return grid(all, values.length)
                .rowCaptions(rows)
                .columnCaptions(columns)
                .render();
    }

    /**
     * The way from one clip to another by one block, the other blocks held at the first clip's frame in the middle.
     *
     * @param model The model.
     * @param block The block that changes; identities run between the clips' means, others from the first to the last frame of the
     *     second clip.
     * @param from A clip.
     * @param to Another.
     * @param steps Frames on the way, at least 2.
     * @return The picture, one row.
     */
    public Picture interpolation(VideoVAEModel model, String block, float[] from, float[] to, int steps) {
        List<FrameCodes> codes = model.encode(new float[][] {from, to});
        float[][] a = codes.get(0).means();
        float[][] b = codes.get(1).means();
        float[] middle = a[a.length / 2].clone();
        boolean identity = block.equals(LatentBlock.IDENTITY);
        BlockRange range = model.block(block);
        float[] start = range.exchanged(new float[][] {middle}, new float[][] {identity ? mean(a) : b[0]})[0];
        float[] end = identity ? mean(b) : b[b.length - 1];
        return grid(Arrays.asList(model.interpolate(block, start, end, steps)), steps)
                .render();
    }

    private static float[] mean(float[][] codes) {
        float[] mean = new float[codes[0].length];
        for (float[] code : codes) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += code[j] / codes.length;
            }
        }
        return mean;
    }
}
