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

import io.github.tribuogen.video.data.ClipTruth;
import io.github.tribuogen.video.vae.ClipGeometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Single frames of clips with the truth behind them.
 *
 * @param pixels [n, frame] in the user's units.
 * @param truths Of the clip of each frame.
 * @param times The number of each frame in its clip.
 */
public record FrameSet(float[][] pixels, List<ClipTruth> truths, int[] times) {
    /** The format of the names of features. */
    static final String FEATURE = "f%05d";

    /**
     * The same frame of every clip.
     *
     * @param clips [n, clip] in the user's units.
     * @param truths Of the clips.
     * @param geometry The size of the clips.
     * @param time Which frame, from 0.
     * @return One frame a clip.
     */
    public static FrameSet at(float[][] clips, List<ClipTruth> truths, ClipGeometry geometry, int time) {
        return of(clips, truths, geometry, time, time + 1);
    }

    /**
     * All frames of all clips.
     *
     * @param clips [n, clip] in the user's units.
     * @param truths Of the clips.
     * @param geometry The size of the clips.
     * @return The frames, clip by clip.
     */
    public static FrameSet all(float[][] clips, List<ClipTruth> truths, ClipGeometry geometry) {
        return of(clips, truths, geometry, 0, geometry.frames());
    }

    private static FrameSet of(float[][] clips, List<ClipTruth> truths, ClipGeometry geometry, int from, int to) {
        if (clips.length != truths.size()) {
            throw new IllegalArgumentException(
                    "truths: one for each of " + clips.length + " clips expected, found " + truths.size());
        }
        if (from < 0 || to > geometry.frames()) {
            throw new IllegalArgumentException("time: 0 to " + (geometry.frames() - 1) + " expected, found " + from);
        }
        int p = geometry.framePixels();
        List<float[]> pixels = new ArrayList<>();
        List<ClipTruth> all = new ArrayList<>();
        List<Integer> times = new ArrayList<>();
        for (int i = 0; i < clips.length; i++) {
            for (int t = from; t < to; t++) {
                pixels.add(Arrays.copyOfRange(clips[i], t * p, (t + 1) * p));
                all.add(truths.get(i));
                times.add(t);
            }
        }
        return new FrameSet(
                pixels.toArray(float[][]::new),
                all,
                times.stream().mapToInt(i -> i).toArray());
    }

    /**
     * How many frames.
     *
     * @return At least 0.
     */
    public int size() {
        return pixels.length;
    }

    /**
     * Some of the frames.
     *
     * @param rows Which.
     * @return These, in this order.
     */
    public FrameSet rows(int... rows) {
        return new FrameSet(
                Arrays.stream(rows).mapToObj(i -> pixels[i]).toArray(float[][]::new),
                Arrays.stream(rows).mapToObj(truths::get).toList(),
                Arrays.stream(rows).map(i -> times[i]).toArray());
    }

    /**
     * The class of each frame.
     *
     * @return [n].
     */
    public String[] classes() {
        return truths.stream().map(ClipTruth::label).toArray(String[]::new);
    }

    /**
     * The identity of each frame.
     *
     * @return [n].
     */
    public String[] identities() {
        return truths.stream().map(ClipTruth::identity).toArray(String[]::new);
    }

    /**
     * A factor of pose in each frame.
     *
     * @param factor For instance "x".
     * @return [n].
     * @throws IllegalArgumentException If there is no such factor.
     */
    public double[] factor(String factor) {
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = truths.get(i).track(factor)[times[i]];
        }
        return values;
    }

    /**
     * The cell of a grid of 3x3 that each frame's factors "x" and "y" lie in; a position of exactly 1 is in the last.
     *
     * @return "0" to "8", [n].
     */
    public String[] cells() {
        double[] x = factor("x");
        double[] y = factor("y");
        String[] cells = new String[size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = Integer.toString(3 * Math.min(2, (int) (3 * y[i])) + Math.min(2, (int) (3 * x[i])));
        }
        return cells;
    }

    /**
     * The frames as a dataset for any trainer: features of the frames, named {@code f00000, f00001, ...}.
     *
     * @param features Turns frames into numbers.
     * @param factory Makes outputs.
     * @param output The output of each frame's truth and time, as the factory takes it.
     * @param <T> The type of output.
     * @return The dataset; its examples carry the truth in their metadata.
     */
    public <T extends Output<T>> MutableDataset<T> dataset(
            FrameFeatures features, OutputFactory<T> factory, Function<Integer, ?> output) {
        double[][] rows = features.of(pixels);
        MutableDataset<T> data =
                new MutableDataset<>(new SimpleDataSourceProvenance("frames as " + features.name(), factory), factory);
        for (int i = 0; i < rows.length; i++) {
            String[] names = new String[rows[i].length];
            Arrays.setAll(names, j -> String.format(Locale.ROOT, FEATURE, j));
            ArrayExample<T> example = new ArrayExample<>(factory.generateOutput(output.apply(i)), names, rows[i]);
            truths.get(i).store(example);
            data.add(example);
        }
        return data;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FrameSet f
                && Arrays.deepEquals(f.pixels, pixels)
                && f.truths.equals(truths)
                && Arrays.equals(f.times, times);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(pixels);
    }
}
