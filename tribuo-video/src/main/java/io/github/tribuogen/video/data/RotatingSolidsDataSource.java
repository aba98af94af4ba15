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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.provenance.DataSourceProvenance;

/**
 * Clips of solids that turn about the vertical axis, drawn by a small renderer: the "rotating 3D objects" of Grathwohl and Wilson (2016)
 * without their models. An identity is a kind of solid with its proportions; a clip starts at any of 32 yaws and turns one of them a
 * frame, to either side. The factor of pose is "yaw", in degrees from 0 to 360; {@link Solid#symmetry} tells when two yaws look the same.
 *
 * @param <T> The type of output, made from the kind, for instance "chair".
 */
public final class RotatingSolidsDataSource<T extends Output<T>> extends GeneratedClipSource<T> {
    /** How many yaws there are in a whole turn. */
    public static final int YAWS = 32;

    private static final long SHAPE = 1;
    private static final long MOTION = 2;
    private static final long TINT = 3;

    @Config(description = "The kinds of solids; identities take them in turn.")
    private List<Solid> solids = new ArrayList<>(List.of(Solid.CHAIR));

    @Config(description = "How many identities, at least 1; clips take them in turn.")
    private int identities = 180;

    @Config(description = "Has each identity a colour of its own? Clips have three channels then.")
    private boolean coloured = false;

    /** For OLCUT. */
    private RotatingSolidsDataSource() {}

    /**
     * Grey chairs.
     *
     * @param outputFactory Makes outputs from the kinds.
     * @param shape How many clips of which size.
     * @param identities How many identities.
     * @param split Which identities.
     * @param seed The seed of all randomness.
     */
    public RotatingSolidsDataSource(
            OutputFactory<T> outputFactory, ClipShape shape, int identities, ClipSplit split, long seed) {
        this(outputFactory, shape, List.of(Solid.CHAIR), identities, false, split, seed);
    }

    /**
     * Any solids.
     *
     * @param outputFactory Makes outputs from the kinds.
     * @param shape How many clips of which size.
     * @param solids The kinds.
     * @param identities How many identities.
     * @param coloured Has each identity a colour of its own?
     * @param split Which identities.
     * @param seed The seed of all randomness.
     */
    public RotatingSolidsDataSource(
            OutputFactory<T> outputFactory,
            ClipShape shape,
            List<Solid> solids,
            int identities,
            boolean coloured,
            ClipSplit split,
            long seed) {
        super(outputFactory, shape, split, seed);
        this.solids = new ArrayList<>(solids);
        this.identities = identities;
        this.coloured = coloured;
        postConfig();
    }

    @Override
    public void postConfig() {
        super.postConfig();
        Require.atLeast("identities", identities, 1);
        if (solids.isEmpty()) {
            throw new PropertyException("", "solids", "found none, expected at least one kind");
        }
    }

    @Override
    int channels() {
        return coloured ? 3 : 1;
    }

    @Override
    Clip draw(int index) {
        int number = index % identities;
        Solid kind = solids.get(number % solids.size());
        Mesh mesh = SolidShapes.of(kind, random(SHAPE, number));
        ClipRandom motion = random(MOTION, number, index / identities);
        int start = motion.index(YAWS);
        return turning(mesh, kind, number, start, motion.sign());
    }

    /** A clip of an identity from a yaw on, in a direction. */
    private Clip turning(Mesh mesh, Solid kind, int number, int start, int direction) {
        int plane = side() * side();
        float[] pixels = new float[frames() * channels() * plane];
        double[] yaw = new double[frames()];
        ClipRandom tint = random(TINT, number);
        double[] colour = {tint.uniform(0.4, 1), tint.uniform(0.4, 1), tint.uniform(0.4, 1)};
        for (int t = 0; t < frames(); t++) {
            yaw[t] = Math.floorMod(start + direction * t, YAWS) * 360.0 / YAWS;
            float[] frame = MeshRenderer.draw(mesh, yaw[t], side());
            for (int c = 0; c < channels(); c++) {
                for (int i = 0; i < plane; i++) {
                    double factor = coloured ? colour[c] : 1;
                    pixels[(t * channels() + c) * plane + i] = (float) (factor * frame[i]);
                }
            }
        }
        String label = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new Clip(pixels, new ClipTruth(label, identity(number), Map.of("yaw", yaw)));
    }

    @Override
    public DataSourceProvenance getProvenance() {
        return new SettingsProvenance(this);
    }

    @Override
    public String toString() {
        return "RotatingSolidsDataSource(solids=" + solids + ", identities=" + identities + ", coloured=" + coloured
                + ", " + shared() + ")";
    }
}
