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

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import io.github.tribuogen.neural.data.protos.LayoutProto;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.protos.ProtoSerializable;
import org.tribuo.protos.ProtoUtil;

/**
 * Says at which position of a tensor each feature of a Tribuo example stands.
 *
 * <p>Tribuo numbers features by the lexicographic order of their names, and only those features that occur in the data:
 * a feature id is therefore <em>not</em> a pixel index. A layout maps names, not ids. Bound to the feature domain of a
 * model it becomes an immutable {@link BoundLayout} that does the conversion.
 *
 * <p>Layouts are immutable after configuration, and store themselves as protobufs, so that a model can rebuild its
 * {@link BoundLayout} from the layout and the feature domain alone.
 */
public interface Layout
        extends Configurable, Provenancable<ConfiguredObjectProvenance>, ProtoSerializable<LayoutProto> {

    /**
     * Binds this layout to a feature domain.
     *
     * @param featureDomain the domain of a dataset or model.
     * @return the mapping between the features of that domain and tensor positions.
     * @throws IllegalArgumentException if a feature name fits no position, two names fit the same one, or none fits.
     */
    BoundLayout bind(ImmutableFeatureMap featureDomain);

    /**
     * Rebuilds a layout from its protobuf.
     *
     * @param proto a protobuf written by {@link #serialize()}.
     * @return the layout.
     * @throws IllegalStateException if the protobuf is broken or is of an unknown class.
     */
    static Layout deserialize(LayoutProto proto) {
        return ProtoUtil.<LayoutProto, Layout>deserialize(proto);
    }
}
