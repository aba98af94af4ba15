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
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.data.protos.GridLayoutProto;
import io.github.tribuogen.neural.data.protos.LayoutProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.VariableIDInfo;
import org.tribuo.VariableInfo;

/** What images and clips share: binding names to a grid, and the protobuf. */
final class GridLayout {
    static final int CURRENT_VERSION = 0;

    private GridLayout() {}

    /** Builds the grid, turning what is wrong with the configuration into a PropertyException. */
    static Grid grid(String what, List<String> axes, List<String> fields, int[] sizes, FeatureNaming naming) {
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] < 1) {
                throw new PropertyException("", fields.get(i), "found " + sizes[i] + ", expected 1 or more");
            }
        }
        try {
            return new Grid(what, axes, sizes, naming);
        } catch (IllegalArgumentException e) {
            throw new PropertyException(e, "", "naming", e.getMessage());
        }
    }

    static BoundLayout bind(String what, Grid grid, FeatureNaming naming, ImmutableFeatureMap domain) {
        int[] positionOfId = new int[domain.size()];
        String[] names = new String[grid.size()];
        List<String> domainNames = new ArrayList<>(domain.size());
        for (VariableInfo variable : domain) {
            String name = variable.getName();
            domainNames.add(name);
            int id = ((VariableIDInfo) variable).getID();
            int position = grid.position(name);
            positionOfId[id] = position;
            if (position < 0) {
                if (!naming.ignoreUnmatched()) {
                    throw new IllegalArgumentException(what + ": found the feature name '" + name
                            + "', expected names that match " + naming
                            + "; set ignoreUnmatched to leave such features out");
                }
            } else {
                if (names[position] != null) {
                    throw new IllegalArgumentException(what + ": found two features, '" + names[position] + "' and '"
                            + name + "', at position " + position + " (" + grid.describe(position) + "), expected one");
                }
                names[position] = name;
            }
        }
        grid.fillNames(names, domainNames);
        return BoundLayout.of(
                what + " " + grid.describeShape() + " with " + naming,
                grid.shape(),
                domain,
                positionOfId,
                Arrays.asList(names),
                grid::describe);
    }

    static LayoutProto serialize(Layout layout, int[] sizes, FeatureNaming naming) {
        GridLayoutProto.Builder data = GridLayoutProto.newBuilder().setNaming(naming.serialize());
        for (int size : sizes) {
            data.addSizes(size);
        }
        return LayoutProto.newBuilder()
                .setVersion(CURRENT_VERSION)
                .setClassName(layout.getClass().getName())
                .setSerializedData(Any.pack(data.build()))
                .build();
    }

    static GridLayoutProto unpack(int version, Any message, int axes) throws InvalidProtocolBufferException {
        Rows.checkVersion(version, CURRENT_VERSION);
        GridLayoutProto proto = message.unpack(GridLayoutProto.class);
        if (proto.getSizesCount() != axes) {
            throw new IllegalStateException(
                    "Invalid protobuf, found a layout with " + proto.getSizesCount() + " axes, expected " + axes);
        }
        return proto;
    }
}
