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
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.data.protos.LayoutProto;
import io.github.tribuogen.neural.data.protos.VectorLayoutProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.ImmutableFeatureMap;

/**
 * A flat vector of shape {@code [D]}: every feature of the domain in the order of Tribuo's ids (lexicographic by name),
 * or the features of an explicit list in the order of that list.
 *
 * <p>A listed feature that the domain lacks is zero. A domain feature that is not listed is refused, unless
 * {@code ignoreUnmatched} is set.
 */
public final class VectorLayout implements Layout {
    /** The current version of the protobuf. */
    public static final int CURRENT_VERSION = 0;

    @Config(description = "Feature names in tensor order. Empty: every feature of the domain, by id.")
    private List<String> features = new ArrayList<>();

    @Config(description = "Ignore features of the domain that are not listed, instead of refusing them.")
    private boolean ignoreUnmatched = false;

    /** Every feature of the domain, by id. Also for OLCUT. */
    public VectorLayout() {}

    /**
     * An explicit order.
     *
     * @param features the feature names in tensor order.
     * @param ignoreUnmatched whether features that are not listed are ignored.
     */
    public VectorLayout(List<String> features, boolean ignoreUnmatched) {
        this.features = new ArrayList<>(features);
        this.ignoreUnmatched = ignoreUnmatched;
        postConfig();
    }

    @Override
    public void postConfig() {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < features.size(); i++) {
            Integer first = seen.putIfAbsent(features.get(i), i);
            if (first != null) {
                throw new PropertyException(
                        "",
                        "features",
                        "found '" + features.get(i) + "' at positions " + first + " and " + i
                                + ", expected every name once");
            }
        }
    }

    @Override
    public BoundLayout bind(ImmutableFeatureMap featureDomain) {
        int[] positionOfId = new int[featureDomain.size()];
        List<String> names = new ArrayList<>(features);
        Map<String, Integer> listed = new HashMap<>();
        for (int i = 0; i < features.size(); i++) {
            listed.put(features.get(i), i);
        }
        for (int id = 0; id < positionOfId.length; id++) {
            String name = featureDomain.get(id).getName();
            if (features.isEmpty()) {
                positionOfId[id] = id;
                names.add(name);
            } else {
                positionOfId[id] = listed.getOrDefault(name, -1);
                if (positionOfId[id] < 0 && !ignoreUnmatched) {
                    throw new IllegalArgumentException("VectorLayout: found the feature name '" + name
                            + "', expected one of the " + features.size()
                            + " listed names; set ignoreUnmatched to leave such features out");
                }
            }
        }
        return BoundLayout.of(
                features.isEmpty() ? "VectorLayout by feature id" : "VectorLayout by an explicit list",
                new long[] {names.size()},
                featureDomain,
                positionOfId,
                names,
                position -> "[" + position + "]");
    }

    @Override
    public LayoutProto serialize() {
        VectorLayoutProto data = VectorLayoutProto.newBuilder()
                .addAllFeatures(features)
                .setIgnoreUnmatched(ignoreUnmatched)
                .build();
        return LayoutProto.newBuilder()
                .setVersion(CURRENT_VERSION)
                .setClassName(VectorLayout.class.getName())
                .setSerializedData(Any.pack(data))
                .build();
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
    public static VectorLayout deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        Rows.checkVersion(version, CURRENT_VERSION);
        VectorLayoutProto proto = message.unpack(VectorLayoutProto.class);
        return new VectorLayout(proto.getFeaturesList(), proto.getIgnoreUnmatched());
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Layout");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VectorLayout that
                && ignoreUnmatched == that.ignoreUnmatched
                && features.equals(that.features);
    }

    @Override
    public int hashCode() {
        return features.hashCode();
    }

    @Override
    public String toString() {
        return "VectorLayout(" + (features.isEmpty() ? "by id" : features) + ")";
    }
}
