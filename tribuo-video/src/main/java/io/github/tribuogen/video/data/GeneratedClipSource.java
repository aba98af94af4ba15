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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.data.ClipLayout;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.IntStream;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.impl.ArrayExample;

/**
 * What sources of generated clips share. Clips are grey or in colour with pixels in [0, 1], and are drawn anew whenever they are asked
 * for. Features are named by a running number, as {@link ClipLayout} counts; black pixels are left out, except in the first clip, which
 * names them all.
 *
 * @param <T> The type of output, made from the class.
 */
public abstract class GeneratedClipSource<T extends Output<T>> implements ConfigurableDataSource<T> {
    @Config(mandatory = true, description = "Makes outputs from the names of classes.")
    private OutputFactory<T> outputFactory;

    @Config(description = "How many clips, at least 1.")
    private int clips = 1000;

    @Config(description = "Frames in a clip, at least 1.")
    private int frames = 8;

    @Config(description = "Rows and columns of a frame.")
    private int size = 32;

    @Config(description = "Which identities.")
    private ClipSplit split = ClipSplit.TRAIN;

    @Config(description = "The seed of all randomness.")
    private long seed = 1;

    private String[] names;

    /** For OLCUT. */
    protected GeneratedClipSource() {}

    /**
     * What sources share. The caller's constructor must end with {@link #postConfig}.
     *
     * @param outputFactory Makes outputs from the names of classes.
     * @param shape How many clips of which size.
     * @param split Which identities.
     * @param seed The seed of all randomness.
     */
    protected GeneratedClipSource(OutputFactory<T> outputFactory, ClipShape shape, ClipSplit split, long seed) {
        this.outputFactory = outputFactory;
        this.clips = shape.clips();
        this.frames = shape.frames();
        this.size = shape.size();
        this.split = split;
        this.seed = seed;
    }

    /** Overriding methods call this one and validate their fields. */
    @Override
    public void postConfig() {
        Require.atLeast("clips", clips, 1);
        Require.atLeast("frames", frames, 1);
        Require.atLeast("size", size, 8);
        int n = Math.multiplyExact(Math.multiplyExact(frames, channels()), Math.multiplyExact(size, size));
        String pattern = "%0" + Integer.toString(n - 1).length() + "d";
        names = IntStream.range(0, n)
                .mapToObj(i -> String.format(Locale.ROOT, pattern, i))
                .toArray(String[]::new);
    }

    /**
     * Draws one clip, the same whenever it is asked for.
     *
     * @param index From 0 to {@link #size()} - 1.
     * @return The clip.
     * @throws IllegalArgumentException If there is no such clip.
     */
    public final Clip clip(int index) {
        if (index < 0 || index >= clips) {
            throw new IllegalArgumentException("clip: 0 to " + (clips - 1) + " expected, found " + index);
        }
        return draw(index);
    }

    abstract Clip draw(int index);

    /** 1 for grey, 3 for colour. */
    abstract int channels();

    /**
     * One clip as an example.
     *
     * @param index From 0 to {@link #size()} - 1.
     * @return The example, with its {@link ClipTruth}.
     */
    public final Example<T> example(int index) {
        Clip clip = clip(index);
        float[] pixels = clip.pixels();
        int[] lit = IntStream.range(0, pixels.length)
                .filter(i -> index == 0 || i == 0 || pixels[i] != 0)
                .toArray();
        String[] used = new String[lit.length];
        double[] values = new double[lit.length];
        for (int i = 0; i < lit.length; i++) {
            used[i] = names[lit[i]];
            values[i] = pixels[lit[i]];
        }
        Example<T> example =
                new ArrayExample<>(outputFactory.generateOutput(clip.truth().label()), used, values);
        clip.truth().store(example);
        return example;
    }

    /**
     * How many clips there are.
     *
     * @return At least 1.
     */
    public final int size() {
        return clips;
    }

    /**
     * The layout of the clips.
     *
     * @return Frames, channels, rows, columns.
     */
    public final ClipLayout layout() {
        return new ClipLayout(frames, channels(), size, size);
    }

    final int frames() {
        return frames;
    }

    final int side() {
        return size;
    }

    final ClipSplit split() {
        return split;
    }

    /** A generator for a purpose, of this seed and split. */
    final ClipRandom random(long... keys) {
        long[] all = new long[keys.length + 2];
        all[0] = seed;
        all[1] = split.ordinal();
        System.arraycopy(keys, 0, all, 2, keys.length);
        return ClipRandom.of(all);
    }

    /** The name of an identity, unlike any of another split. */
    final String identity(int number) {
        return split.name().toLowerCase(Locale.ROOT) + "-" + number;
    }

    @Override
    public final Iterator<Example<T>> iterator() {
        return IntStream.range(0, clips).mapToObj(this::example).iterator();
    }

    @Override
    public final OutputFactory<T> getOutputFactory() {
        return outputFactory;
    }

    /** The settings that sources share, for {@code toString}. */
    final String shared() {
        return "clips=" + clips + ", frames=" + frames + ", size=" + size + ", split=" + split + ", seed=" + seed;
    }
}
