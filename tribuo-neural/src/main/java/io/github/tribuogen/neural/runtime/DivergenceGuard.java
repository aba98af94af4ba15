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
package io.github.tribuogen.neural.runtime;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;

/**
 * What happens when training diverges: a non-finite metric or parameter, or a condition the method declares. Training
 * returns to a good state with its optimiser state, lowers the learning rates and goes on with other noise; the first
 * return is to the latest good state, later ones to older states.
 */
public final class DivergenceGuard implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(description = "How often training may return to a good state before it gives up; 0 gives up at once.")
    private int maxRollbacks = 5;

    @Config(description = "The factor on the learning rates after each return, in (0, 1].")
    private double rateFactor = 0.5;

    @Config(description = "Steps between the states that are kept to return to, at least 1.")
    private int snapshotInterval = 500;

    /** For OLCUT; also the default: five returns, each halving the learning rates. */
    public DivergenceGuard() {}

    /**
     * A guard.
     *
     * @param maxRollbacks How often training may return to a good state.
     * @param rateFactor The factor on the learning rates after each return, in (0, 1].
     * @param snapshotInterval Steps between the states that are kept.
     */
    public DivergenceGuard(int maxRollbacks, double rateFactor, int snapshotInterval) {
        this.maxRollbacks = maxRollbacks;
        this.rateFactor = rateFactor;
        this.snapshotInterval = snapshotInterval;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("maxRollbacks", maxRollbacks, 0);
        Require.that(rateFactor > 0 && rateFactor <= 1, "rateFactor", rateFactor, "a number in (0, 1]");
        Require.atLeast("snapshotInterval", snapshotInterval, 1);
    }

    int maxRollbacks() {
        return maxRollbacks;
    }

    double rateFactor() {
        return rateFactor;
    }

    int snapshotInterval() {
        return snapshotInterval;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "DivergenceGuard");
    }

    @Override
    public String toString() {
        return "DivergenceGuard(maxRollbacks=" + maxRollbacks + ",rateFactor=" + rateFactor + ",snapshotInterval="
                + snapshotInterval + ")";
    }
}
