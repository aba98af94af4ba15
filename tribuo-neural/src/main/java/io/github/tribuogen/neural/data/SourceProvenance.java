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
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DateTimeProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;

/**
 * The provenance of every data source of this package: its configuration, when it was read, and SHA-256 hashes of what
 * it read.
 */
public final class SourceProvenance extends SkeletalConfiguredObjectProvenance
        implements ConfiguredDataSourceProvenance {
    private static final long serialVersionUID = 1L;

    /** Key of the hash of the labels file, where there is one. */
    public static final String LABELS_HASH = "labels-resource-hash";

    private final Map<String, PrimitiveProvenance<?>> values;

    <S extends Configurable> SourceProvenance(S host, String resourceHash, String labelsHash) {
        super(host, "DataSource");
        values = new LinkedHashMap<>();
        values.put(DATASOURCE_CREATION_TIME, new DateTimeProvenance(DATASOURCE_CREATION_TIME, OffsetDateTime.now()));
        putHash(RESOURCE_HASH, resourceHash);
        putHash(LABELS_HASH, labelsHash);
    }

    /**
     * The provenance of a source that makes its examples from the files that this one read.
     *
     * @param host The source.
     * @param <S> Its class.
     * @return Its configuration with the hashes of this provenance.
     */
    public <S extends Configurable> SourceProvenance of(S host) {
        return new SourceProvenance(host, hash(RESOURCE_HASH), hash(LABELS_HASH));
    }

    private String hash(String key) {
        return values.get(key) instanceof HashProvenance found ? found.getValue() : null;
    }

    private void putHash(String key, String hash) {
        if (hash != null) {
            values.put(key, new HashProvenance(DEFAULT_HASH_TYPE, key, hash));
        }
    }

    /**
     * Rebuilds a provenance, for OLCUT.
     *
     * @param map what was marshalled.
     */
    public SourceProvenance(Map<String, Provenance> map) {
        this(extract(map));
    }

    private SourceProvenance(ExtractedInfo info) {
        super(info);
        values = new LinkedHashMap<>(info.instanceValues);
    }

    private static ExtractedInfo extract(Map<String, Provenance> map) {
        Map<String, Provenance> configured = new HashMap<>(map);
        String name = SourceProvenance.class.getSimpleName();
        String className = ObjectProvenance.checkAndExtractProvenance(
                        configured, CLASS_NAME, StringProvenance.class, name)
                .getValue();
        String host = ObjectProvenance.checkAndExtractProvenance(
                        configured, HOST_SHORT_NAME, StringProvenance.class, name)
                .getValue();
        Map<String, PrimitiveProvenance<?>> values = new LinkedHashMap<>();
        values.put(
                DATASOURCE_CREATION_TIME,
                ObjectProvenance.checkAndExtractProvenance(
                        configured, DATASOURCE_CREATION_TIME, DateTimeProvenance.class, name));
        for (String key : new String[] {RESOURCE_HASH, LABELS_HASH}) {
            ObjectProvenance.maybeExtractProvenance(configured, key, HashProvenance.class, name)
                    .ifPresent(hash -> values.put(key, hash));
        }
        configured.keySet().removeAll(values.keySet());
        return new ExtractedInfo(className, host, configured, values);
    }

    @Override
    public Map<String, PrimitiveProvenance<?>> getInstanceValues() {
        Map<String, PrimitiveProvenance<?>> all = super.getInstanceValues();
        all.putAll(values);
        return all;
    }

    static String sha256(byte[] bytes) {
        return ProvenanceUtil.hashArray(DEFAULT_HASH_TYPE, bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceProvenance that && super.equals(that) && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + values.hashCode();
    }
}
