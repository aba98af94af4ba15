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
package io.github.tribuogen.neural.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.util.List;
import java.util.stream.Collectors;
import org.tribuo.test.Helpers;

/** Asserts that a configured part can be rebuilt from its provenance; parts are compared by toString. */
public final class ConfigRoundTrip {
    private ConfigRoundTrip() {}

    public static <T extends Configurable & Provenancable<ConfiguredObjectProvenance>> void check(T part) {
        Helpers.testProvenanceMarshalling(part.getProvenance());
        ConfigurationManager manager = new ConfigurationManager();
        manager.addConfiguration(ProvenanceUtil.extractConfiguration(part.getProvenance()));
        List<? extends Configurable> found = manager.lookupAll(part.getClass());
        List<String> rebuilt = found.stream().map(Object::toString).collect(Collectors.toList());
        assertTrue(rebuilt.contains(part.toString()), () -> part + " expected, found " + rebuilt);
        assertEquals(part.getClass(), found.get(0).getClass());
    }
}
