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
package io.github.tribuogen.ebm.energy;

import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Map;

/** Guards energies against normalisation over the batch: statistics of a batch of data and samples mix the two. */
public final class BatchStatistics {
    private BatchStatistics() {}

    /**
     * Refuses a network with running statistics, under which energy-based training diverges.
     *
     * @param network The scope in which the network was applied in training mode.
     * @throws IllegalArgumentException If it has running statistics.
     */
    public static void refuse(ParameterScope network) {
        for (Map.Entry<String, ?> e : network.statistics().entrySet()) {
            if (e.getKey().endsWith("/variance")) {
                throw new IllegalArgumentException("network: no normalisation over the batch expected, with which"
                        + " energy-based training diverges, found the running statistics '" + e.getKey()
                        + "'; use layer, instance or group normalisation, or none");
            }
        }
    }
}
