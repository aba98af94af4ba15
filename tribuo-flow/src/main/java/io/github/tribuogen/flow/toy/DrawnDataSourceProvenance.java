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
package io.github.tribuogen.flow.toy;

import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;

/** The provenance of the data sources of this package: their settings, which determine every example. */
public final class DrawnDataSourceProvenance extends SkeletalConfiguredObjectProvenance
        implements ConfiguredDataSourceProvenance {
    private static final long serialVersionUID = 1L;

    DrawnDataSourceProvenance(DrawnDataSource host) {
        super(host, "DataSource");
    }

    /**
     * Makes a provenance of its marshalled form.
     *
     * @param map The values.
     */
    public DrawnDataSourceProvenance(Map<String, Provenance> map) {
        super(extract(map));
    }

    private static ExtractedInfo extract(Map<String, Provenance> map) {
        Map<String, Provenance> parameters = new HashMap<>(map);
        String owner = DrawnDataSourceProvenance.class.getSimpleName();
        String className = ObjectProvenance.checkAndExtractProvenance(
                        parameters, CLASS_NAME, StringProvenance.class, owner)
                .getValue();
        String shortName = ObjectProvenance.checkAndExtractProvenance(
                        parameters, HOST_SHORT_NAME, StringProvenance.class, owner)
                .getValue();
        return new ExtractedInfo(className, shortName, parameters, Collections.emptyMap());
    }
}
