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
package io.github.tribuogen.neural.data;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.data.protos.GridLayoutProto;
import io.github.tribuogen.neural.data.protos.LayoutProto;
import java.util.List;
import org.tribuo.ImmutableFeatureMap;

/**
 * Video clips: each example is a tensor of shape {@code [frames, channels, height, width]}.
 *
 * <p>A running number counts frames slowest; {@link ChannelOrder} says how it counts within a frame.
 */
public final class ClipLayout implements Layout {
    private static final List<String> AXES = List.of("t", "c", "y", "x");
    private static final List<String> FIELDS = List.of("frames", "channels", "height", "width");

    @Config(mandatory = true, description = "Number of frames.")
    private int frames;

    @Config(mandatory = true, description = "Number of channels: 1 for grey, 3 for colour.")
    private int channels;

    @Config(mandatory = true, description = "Number of rows.")
    private int height;

    @Config(mandatory = true, description = "Number of columns.")
    private int width;

    @Config(description = "How feature names stand for pixels of frames.")
    private FeatureNaming naming = new FeatureNaming();

    private Grid grid;

    /** For OLCUT. */
    private ClipLayout() {}

    /**
     * Clips whose features are named by a running number, frame by frame, channel first.
     *
     * @param frames the number of frames.
     * @param channels the number of channels.
     * @param height the number of rows.
     * @param width the number of columns.
     */
    public ClipLayout(int frames, int channels, int height, int width) {
        this(frames, channels, height, width, new FeatureNaming());
    }

    /**
     * Clips with any naming.
     *
     * @param frames the number of frames.
     * @param channels the number of channels.
     * @param height the number of rows.
     * @param width the number of columns.
     * @param naming how feature names stand for pixels of frames.
     */
    public ClipLayout(int frames, int channels, int height, int width, FeatureNaming naming) {
        this.frames = frames;
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.naming = naming;
        postConfig();
    }

    @Override
    public void postConfig() {
        grid = GridLayout.grid("ClipLayout", AXES, FIELDS, sizes(), naming);
    }

    private int[] sizes() {
        return new int[] {frames, channels, height, width};
    }

    @Override
    public BoundLayout bind(ImmutableFeatureMap featureDomain) {
        return GridLayout.bind("ClipLayout", grid, naming, featureDomain);
    }

    @Override
    public LayoutProto serialize() {
        return GridLayout.serialize(this, sizes(), naming);
    }

    /**
     * Deserialisation factory, called by reflection.
     *
     * @param version the version of the protobuf.
     * @param className the class name.
     * @param message the serialised data.
     * @return the layout.
     * @throws InvalidProtocolBufferException if the message is of another type.
     */
    public static ClipLayout deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        GridLayoutProto proto = GridLayout.unpack(version, message, AXES.size());
        return new ClipLayout(
                proto.getSizes(0),
                proto.getSizes(1),
                proto.getSizes(2),
                proto.getSizes(3),
                FeatureNaming.deserialize(proto.getNaming()));
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Layout");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClipLayout that && serialize().equals(that.serialize());
    }

    @Override
    public int hashCode() {
        return serialize().hashCode();
    }

    @Override
    public String toString() {
        return "ClipLayout(frames=" + frames + ", channels=" + channels + ", height=" + height + ", width=" + width
                + ", " + naming + ")";
    }
}
