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
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.data.SettingsProvenance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.provenance.DataSourceProvenance;

/**
 * Clips of one moving glyph in white on black, drawn from strokes: the "moving characters" of Grathwohl and Wilson (2016) without their
 * digits. An identity is a class and one hand's style of it; clips of an identity differ in motion. Factors of pose are those of the
 * motion.
 *
 * @param <T> The type of output, made from the glyph.
 */
public final class MovingGlyphsDataSource<T extends Output<T>> extends GeneratedClipSource<T> {
    /** The digits. */
    public static final String DIGITS = "0123456789";

    private static final long STYLE = 1;
    private static final long MOTION = 2;
    private static final double BOX_SHARE = 14.0 / 32;
    private static final Map<String, ToDoubleFunction<GlyphPose>> FACTORS = Map.of(
            "x", GlyphPose::x,
            "y", GlyphPose::y,
            "angle", GlyphPose::angle,
            "scale", GlyphPose::scale,
            "shear", GlyphPose::shear);

    @Config(description = "The glyphs, of 0123456789CLUNMW; identities take them in turn.")
    private String glyphs = DIGITS;

    @Config(description = "How many identities, at least 1; clips take them in turn.")
    private int identities = 1000;

    @Config(description = "How glyphs move.")
    private GlyphMotion motion = new BouncingMotion();

    /** For OLCUT. */
    private MovingGlyphsDataSource() {}

    /**
     * Bouncing digits.
     *
     * @param outputFactory Makes outputs from the digits.
     * @param shape How many clips of which size.
     * @param identities How many identities.
     * @param split Which identities.
     * @param seed The seed of all randomness.
     */
    public MovingGlyphsDataSource(
            OutputFactory<T> outputFactory, ClipShape shape, int identities, ClipSplit split, long seed) {
        this(outputFactory, shape, DIGITS, identities, new BouncingMotion(), split, seed);
    }

    /**
     * Any glyphs in any motion.
     *
     * @param outputFactory Makes outputs from the glyphs.
     * @param shape How many clips of which size.
     * @param glyphs The glyphs, of 0123456789CLUNMW.
     * @param identities How many identities.
     * @param motion How glyphs move.
     * @param split Which identities.
     * @param seed The seed of all randomness.
     */
    public MovingGlyphsDataSource(
            OutputFactory<T> outputFactory,
            ClipShape shape,
            String glyphs,
            int identities,
            GlyphMotion motion,
            ClipSplit split,
            long seed) {
        super(outputFactory, shape, split, seed);
        this.glyphs = glyphs;
        this.identities = identities;
        this.motion = motion;
        postConfig();
    }

    @Override
    public void postConfig() {
        super.postConfig();
        Require.atLeast("identities", identities, 1);
        if (glyphs.isEmpty() || !glyphs.chars().allMatch(c -> Glyphs.has((char) c))) {
            throw new PropertyException(
                    "", "glyphs", "found '" + glyphs + "', expected at least one of " + Glyphs.all());
        }
    }

    @Override
    int channels() {
        return 1;
    }

    @Override
    Clip draw(int index) {
        int number = index % identities;
        char glyph = glyphs.charAt(number % glyphs.length());
        GlyphStyle style = new GlyphStyle(glyph, random(STYLE, number));
        List<GlyphPose> poses = motion.poses(frames(), random(MOTION, number, index / identities));
        float[] pixels = new float[frames() * side() * side()];
        Map<String, double[]> tracks = new LinkedHashMap<>();
        motion.factors().forEach(f -> tracks.put(f, new double[frames()]));
        for (int t = 0; t < frames(); t++) {
            GlyphPose pose = poses.get(t);
            int at = t;
            style.draw(pixels, t * side() * side(), side(), (int) (BOX_SHARE * side()), pose);
            tracks.forEach((f, values) -> values[at] = FACTORS.get(f).applyAsDouble(pose));
        }
        return new Clip(pixels, new ClipTruth(Character.toString(glyph), identity(number), tracks));
    }

    @Override
    public DataSourceProvenance getProvenance() {
        return new SettingsProvenance(this);
    }

    @Override
    public String toString() {
        return "MovingGlyphsDataSource(glyphs=" + glyphs + ", identities=" + identities + ", motion=" + motion + ", "
                + shared() + ")";
    }
}
