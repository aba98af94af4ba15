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
package io.github.tribuogen.ebm.kernel;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;

/** Several widths of a kernel, to choose or to aggregate among. Implementations are immutable. */
public interface BandwidthCollection extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * The widths for some points.
     *
     * @param points [n, D], at least 2 rows.
     * @return At least one width w, each finite and above 0.
     * @throws IllegalArgumentException If the points do not give any.
     */
    double[] widths(float[][] points);
}
