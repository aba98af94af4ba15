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
package io.github.tribuogen.video.vae;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralDensityModel;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.video.prior.LatentBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.provenance.ModelProvenance;

/**
 * A variational autoencoder of clips whose latent features come in blocks: bounds on log p(clip), codes of clips and of single frames,
 * exchange of blocks between clips, interpolation, traversal and samples.
 *
 * <p>Clips and frames are rows in the user's units and the layout's order. A code has the features of all blocks, in the order of {@link
 * #blocks}. Whatever is decoded is the mean of the likelihood, unless it says otherwise. A bound is an estimate from one draw of the codes;
 * the noise of a clip's draw is a function of the clip, so that its bound is always the same.
 */
public final class VideoVAEModel extends NeuralDensityModel {
    private static final long serialVersionUID = 1L;
    private static final int BATCH = 64;
    private static final String GEOMETRY = "clip-geometry";
    private static final String BLOCKS = "latent-blocks";

    VideoVAEModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<LogDensity> outputs,
            ModelParts parts) {
        super(name, provenance, features, outputs, parts);
        setBatchSize(BATCH);
    }

    static Map<String, String> properties(ClipGeometry geometry, List<LatentBlock> blocks) {
        String told = blocks.stream().map(b -> b.name() + ":" + b.width()).collect(Collectors.joining(","));
        return Map.of(GEOMETRY, geometry.toString(), BLOCKS, told);
    }

    private String property(String name) {
        String value = parts().properties().get(name);
        if (value == null) {
            throw new IllegalStateException("Property '" + name + "' of the model is missing, found "
                    + parts().properties().keySet());
        }
        return value;
    }

    /**
     * The size of clips.
     *
     * @return Frames, channels, rows, columns.
     */
    public ClipGeometry geometry() {
        return ClipGeometry.parse(property(GEOMETRY));
    }

    /**
     * The blocks of a code.
     *
     * @return In their order.
     */
    public List<BlockRange> blocks() {
        List<BlockRange> ranges = new ArrayList<>();
        int from = 0;
        for (String part : property(BLOCKS).split(",")) {
            String[] pair = part.split(":");
            int to = from + Integer.parseInt(pair[1]);
            ranges.add(new BlockRange(pair[0], from, to));
            from = to;
        }
        return ranges;
    }

    /**
     * A block of a code.
     *
     * @param name Its name.
     * @return Its features.
     * @throws IllegalArgumentException If there is none of this name.
     */
    public BlockRange block(String name) {
        return blocks().stream()
                .filter(b -> b.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("block: found '" + name + "', expected one of "
                        + blocks().stream().map(BlockRange::name).toList()));
    }

    /**
     * How many features a code has.
     *
     * @return At least 1.
     */
    public int features() {
        List<BlockRange> blocks = blocks();
        return blocks.get(blocks.size() - 1).to();
    }

    @Override
    public DensityKind densityKind() {
        return DensityKind.LOWER_BOUND;
    }

    /**
     * The parts of the bound on log p of clips.
     *
     * @param clips [n, clip] in the user's units.
     * @return One for each clip.
     */
    public List<ClipBound> bounds(float[][] clips) {
        int f = features();
        return Arrays.stream(map(VideoFunctions.TERMS, OUTPUT, clips))
                .map(t -> new ClipBound(t[0], Arrays.copyOfRange(t, 1, 1 + f), Arrays.copyOfRange(t, 1 + f, 1 + 2 * f)))
                .toList();
    }

    /**
     * Encodes clips.
     *
     * @param clips [n, clip] in the user's units.
     * @return The codes of each clip's frames.
     */
    public List<FrameCodes> encode(float[][] clips) {
        int f = features();
        return Arrays.stream(map(VideoFunctions.ENCODE, OUTPUT, clips))
                .map(flat -> FrameCodes.of(flat, f))
                .toList();
    }

    /**
     * Encodes single frames.
     *
     * @param frames [n, frame] in the user's units.
     * @return Their codes.
     * @throws IllegalArgumentException If a frame has a wrong length or a value that is not finite.
     */
    public FrameCodes encodeFrames(float[][] frames) {
        int p = geometry().framePixels();
        float[][] flat = runRows(VideoFunctions.ENCODE_FRAMES, INPUT, "Frame", frames, p, Map.of());
        float[][] means = new float[flat.length][];
        float[][] variances = new float[flat.length][];
        int f = features();
        for (int i = 0; i < flat.length; i++) {
            means[i] = Arrays.copyOf(flat[i], f);
            variances[i] = Arrays.copyOfRange(flat[i], f, 2 * f);
        }
        return new FrameCodes(means, variances);
    }

    /**
     * A block of a clip as one point: what its frames share by the block's prior, which is the mean over the frames unless the prior
     * knows better ({@link io.github.tribuogen.video.prior.BlockPrior#shared}).
     *
     * @param block The block's name.
     * @param clips [n, clip] in the user's units.
     * @return [n, width of the block].
     * @throws IllegalArgumentException If there is no such block.
     */
    public float[][] shared(String block, float[][] clips) {
        BlockRange range = block(block);
        return range.of(map(VideoFunctions.SHARED_CODES, OUTPUT, clips));
    }

    /**
     * What clips show, as one point each: the block "identity" of what their frames share. Under the {@link
     * io.github.tribuogen.video.prior.IdentityPrior} that is the mean of s_V given the frames.
     *
     * @param clips [n, clip] in the user's units.
     * @return [n, width of the block].
     * @throws IllegalArgumentException If the model has no such block.
     */
    public float[][] identity(float[][] clips) {
        return shared(LatentBlock.IDENTITY, clips);
    }

    /**
     * Decodes codes.
     *
     * @param codes [n, features].
     * @return Frames, [n, frame] in the user's units.
     * @throws IllegalArgumentException If a code has a wrong length or a value that is not finite.
     */
    public float[][] decode(float[][] codes) {
        return runRows(VideoFunctions.DECODE, VideoFunctions.CODES, "Code", codes, features(), Map.of());
    }

    /**
     * Clips as the model sees them: decoded from their own codes.
     *
     * @param clips [n, clip] in the user's units.
     * @return [n, clip] in the user's units.
     */
    public float[][] reconstruct(float[][] clips) {
        return encode(clips).stream().map(c -> clip(c.means())).toArray(float[][]::new);
    }

    /** Decodes the codes of a clip's frames and joins them. */
    private float[] clip(float[][] codes) {
        int p = geometry().framePixels();
        float[] clip = new float[codes.length * p];
        float[][] frames = decode(codes);
        for (int t = 0; t < frames.length; t++) {
            System.arraycopy(frames[t], 0, clip, t * p, p);
        }
        return clip;
    }

    /**
     * Clips that take one block, frame by frame, from others: with "pose" the first clip's thing moves as the second one's does.
     *
     * @param block The block that is exchanged.
     * @param clips [n, clip] in the user's units.
     * @param donors [n, clip] in the user's units; row i gives the block to clip i.
     * @return [n, clip] in the user's units.
     * @throws IllegalArgumentException If there is no such block or the numbers of rows differ.
     */
    public float[][] swap(String block, float[][] clips, float[][] donors) {
        if (clips.length != donors.length) {
            throw new IllegalArgumentException(
                    "donors: one for each of " + clips.length + " clips expected, found " + donors.length);
        }
        BlockRange range = block(block);
        List<FrameCodes> own = encode(clips);
        List<FrameCodes> others = encode(donors);
        float[][] mixed = new float[clips.length][];
        for (int i = 0; i < clips.length; i++) {
            mixed[i] = clip(range.exchanged(own.get(i).means(), others.get(i).means()));
        }
        return mixed;
    }

    /**
     * What clips show, moving as other clips do. Unlike {@link #swap}, which takes the identity frame by frame, it is one point for the
     * whole clip here, {@link #identity}; all other blocks are the movers'.
     *
     * @param clips What is shown, [n, clip] in the user's units.
     * @param movers How it moves, [n, clip] in the user's units; row i moves what clip i shows.
     * @return [n, clip] in the user's units.
     * @throws IllegalArgumentException If the model has no block "identity" or the numbers of rows differ.
     */
    public float[][] animate(float[][] clips, float[][] movers) {
        if (clips.length != movers.length) {
            throw new IllegalArgumentException(
                    "movers: one for each of " + clips.length + " clips expected, found " + movers.length);
        }
        BlockRange range = block(LatentBlock.IDENTITY);
        float[][] shown = identity(clips);
        List<FrameCodes> moves = encode(movers);
        float[][] mixed = new float[clips.length][];
        for (int i = 0; i < clips.length; i++) {
            float[][] codes = moves.get(i).means();
            for (float[] code : codes) {
                System.arraycopy(shown[i], 0, code, range.from(), shown[i].length);
            }
            mixed[i] = clip(codes);
        }
        return mixed;
    }

    /**
     * Frames on the way from one code to another; only the features of one block change.
     *
     * @param block The block that changes.
     * @param from The first code, [features].
     * @param to Where the block's features end, [features].
     * @param steps How many frames, at least 2.
     * @return [steps, frame] in the user's units.
     * @throws IllegalArgumentException If there is no such block or there are too few steps.
     */
    public float[][] interpolate(String block, float[] from, float[] to, int steps) {
        if (steps < 2) {
            throw new IllegalArgumentException("steps: at least 2 expected, found " + steps);
        }
        BlockRange range = block(block);
        float[][] codes = new float[steps][];
        for (int i = 0; i < steps; i++) {
            float share = (float) i / (steps - 1);
            codes[i] = from.clone();
            for (int j = range.from(); j < range.to(); j++) {
                codes[i][j] = (1 - share) * from[j] + share * to[j];
            }
        }
        return decode(codes);
    }

    /**
     * Frames of a code one of whose features takes given values.
     *
     * @param code The code, [features].
     * @param feature Which feature.
     * @param values Its values.
     * @return [values, frame] in the user's units.
     * @throws IllegalArgumentException If there is no such feature.
     */
    public float[][] traverse(float[] code, int feature, float... values) {
        if (feature < 0 || feature >= features()) {
            throw new IllegalArgumentException("feature: 0 to " + (features() - 1) + " expected, found " + feature);
        }
        float[][] codes = new float[values.length][];
        for (int i = 0; i < values.length; i++) {
            codes[i] = code.clone();
            codes[i][feature] = values[i];
        }
        return decode(codes);
    }

    /**
     * Draws the codes of clips from the priors.
     *
     * @param n How many clips, at least 0.
     * @param frames T, at least 1; need not be that of the training data.
     * @param rng The source of randomness.
     * @return [n, T, features].
     */
    public float[][][] sampleCodes(int n, int frames, RandomGenerator rng) {
        if (n < 0) {
            throw new IllegalArgumentException("n: at least 0 expected, found " + n);
        }
        if (frames < 1) {
            throw new IllegalArgumentException("frames: at least 1 expected, found " + frames);
        }
        int f = features();
        float[][][] codes = new float[n][frames][];
        for (int i = 0; i < n; i++) {
            Map<String, HostTensor> arguments = Map.of(
                    VideoFunctions.SHARED, HostTensor.of(normal(f, rng), 1, f),
                    VideoFunctions.NOISE, HostTensor.of(normal(frames * f, rng), 1, frames, f));
            float[] flat = parts().functions()
                    .run(VideoFunctions.PRIOR, arguments)
                    .get(OUTPUT)
                    .toFloats();
            for (int t = 0; t < frames; t++) {
                codes[i][t] = Arrays.copyOfRange(flat, t * f, (t + 1) * f);
            }
        }
        return codes;
    }

    private static float[] normal(int n, RandomGenerator rng) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) rng.nextGaussian();
        }
        return values;
    }

    /** Draws codes from the priors, then frames from the likelihood; see {@link #sampleMeans} for smoother pictures. */
    @Override
    public float[][] sample(int n, RandomGenerator rng) {
        float[][][] codes = sampleCodes(n, geometry().frames(), rng);
        int p = geometry().framePixels();
        float[][] clips = new float[n][];
        for (int i = 0; i < n; i++) {
            Map<String, HostTensor> seed = Map.of(VideoFunctions.SEED, HostTensor.scalar(rng.nextLong()));
            float[][] frames = runRows(VideoFunctions.DRAW, VideoFunctions.CODES, "Code", codes[i], features(), seed);
            clips[i] = new float[frames.length * p];
            for (int t = 0; t < frames.length; t++) {
                System.arraycopy(frames[t], 0, clips[i], t * p, p);
            }
        }
        return clips;
    }

    /**
     * Draws codes of clips and decodes them.
     *
     * @param n How many clips, at least 0.
     * @param frames T, at least 1; need not be that of the training data.
     * @param rng The source of randomness.
     * @return [n, T times frame] in the user's units.
     */
    public float[][] sampleMeans(int n, int frames, RandomGenerator rng) {
        return Arrays.stream(sampleCodes(n, frames, rng)).map(this::clip).toArray(float[][]::new);
    }

    /** Runs a function of rows of a given length, a batch of frames at a time. */
    private float[][] runRows(
            String function, String argument, String what, float[][] rows, int length, Map<String, HostTensor> others) {
        float[][] results = new float[rows.length][];
        int batch = getBatchSize() * geometry().frames();
        for (int from = 0; from < rows.length; from += batch) {
            int n = Math.min(batch, rows.length - from);
            float[] flat = new float[n * length];
            for (int i = 0; i < n; i++) {
                check(what, rows[from + i], from + i, length);
                System.arraycopy(rows[from + i], 0, flat, i * length, length);
            }
            Map<String, HostTensor> arguments = new HashMap<>(others);
            arguments.put(argument, HostTensor.of(flat, n, length));
            float[] y = parts().functions().run(function, arguments).get(OUTPUT).toFloats();
            int width = y.length / n;
            for (int i = 0; i < n; i++) {
                results[from + i] = Arrays.copyOfRange(y, i * width, (i + 1) * width);
            }
        }
        return results;
    }

    private static void check(String what, float[] row, int index, int length) {
        if (row.length != length) {
            throw new IllegalArgumentException(
                    what + " " + index + " has " + row.length + " values, expected " + length);
        }
        for (int j = 0; j < length; j++) {
            if (!Float.isFinite(row[j])) {
                throw new IllegalArgumentException(
                        what + " " + index + " has " + row[j] + " at position " + j + ", expected a finite value");
            }
        }
    }

    @Override
    protected NeuralModel<LogDensity> newInstance(String name, ModelProvenance provenance, ModelParts parts) {
        return new VideoVAEModel(name, provenance, getFeatureIDMap(), getOutputIDInfo(), parts);
    }

    /**
     * Reads a model.
     *
     * @param version The version in the envelope.
     * @param className The class in the envelope.
     * @param message The content.
     * @return The model.
     * @throws InvalidProtocolBufferException If the message is not of this kind.
     */
    public static VideoVAEModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ModelParts.Loaded<LogDensity> l = ModelParts.load(version, className, message, LogDensity.class);
        return new VideoVAEModel(
                l.carrier().name(),
                l.carrier().provenance(),
                l.carrier().featureDomain(),
                l.carrier().outputDomain(),
                l.parts());
    }
}
