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

/** When training is validated, when it stops for want of progress, and which state it returns. */
public final class EarlyStopping implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(description = "Steps between validations, at least 1.")
    private int interval = 200;

    @Config(description = "Validations without a better value after which training stops; 0 never stops.")
    private int patience = 0;

    @Config(description = "Return the state of the best validation instead of the last state.")
    private boolean restoreBest = true;

    /** For OLCUT; also the default: validate every 200 steps, never stop, return the best state. */
    public EarlyStopping() {}

    /**
     * Settings.
     *
     * @param interval Steps between validations, at least 1.
     * @param patience Validations without a better value after which training stops; 0 never stops.
     * @param restoreBest Return the state of the best validation instead of the last state.
     */
    public EarlyStopping(int interval, int patience, boolean restoreBest) {
        this.interval = interval;
        this.patience = patience;
        this.restoreBest = restoreBest;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("interval", interval, 1);
        Require.atLeast("patience", patience, 0);
    }

    int interval() {
        return interval;
    }

    int patience() {
        return patience;
    }

    boolean restoreBest() {
        return restoreBest;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "EarlyStopping");
    }

    @Override
    public String toString() {
        return "EarlyStopping(interval=" + interval + ",patience=" + patience + ",restoreBest=" + restoreBest + ")";
    }
}
