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

/** Images: each example is a tensor of shape {@code [channels, height, width]}. */
public final class ImageLayout implements Layout {
    private static final List<String> AXES = List.of("c", "y", "x");
    private static final List<String> FIELDS = List.of("channels", "height", "width");

    @Config(mandatory = true, description = "Number of channels: 1 for grey, 3 for colour.")
    private int channels;

    @Config(mandatory = true, description = "Number of rows.")
    private int height;

    @Config(mandatory = true, description = "Number of columns.")
    private int width;

    @Config(description = "How feature names stand for pixels.")
    private FeatureNaming naming = new FeatureNaming();

    private Grid grid;

    /** For OLCUT. */
    private ImageLayout() {}

    /**
     * Images whose features are named by a running number, channel first.
     *
     * @param channels the number of channels.
     * @param height the number of rows.
     * @param width the number of columns.
     */
    public ImageLayout(int channels, int height, int width) {
        this(channels, height, width, new FeatureNaming());
    }

    /**
     * Images with any naming.
     *
     * @param channels the number of channels.
     * @param height the number of rows.
     * @param width the number of columns.
     * @param naming how feature names stand for pixels.
     */
    public ImageLayout(int channels, int height, int width, FeatureNaming naming) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.naming = naming;
        postConfig();
    }

    @Override
    public void postConfig() {
        grid = GridLayout.grid("ImageLayout", AXES, FIELDS, sizes(), naming);
    }

    private int[] sizes() {
        return new int[] {channels, height, width};
    }

    /**
     * The number of channels.
     *
     * @return the number of channels.
     */
    public int channels() {
        return channels;
    }

    /**
     * The number of rows.
     *
     * @return the number of rows.
     */
    public int height() {
        return height;
    }

    /**
     * The number of columns.
     *
     * @return the number of columns.
     */
    public int width() {
        return width;
    }

    @Override
    public BoundLayout bind(ImmutableFeatureMap featureDomain) {
        return GridLayout.bind("ImageLayout", grid, naming, featureDomain);
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
    public static ImageLayout deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        GridLayoutProto proto = GridLayout.unpack(version, message, AXES.size());
        return new ImageLayout(
                proto.getSizes(0), proto.getSizes(1), proto.getSizes(2), FeatureNaming.deserialize(proto.getNaming()));
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Layout");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImageLayout that && serialize().equals(that.serialize());
    }

    @Override
    public int hashCode() {
        return serialize().hashCode();
    }

    @Override
    public String toString() {
        return "ImageLayout(channels=" + channels + ", height=" + height + ", width=" + width + ", " + naming + ")";
    }
}
