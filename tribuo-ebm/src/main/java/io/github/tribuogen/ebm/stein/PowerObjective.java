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
package io.github.tribuogen.ebm.stein;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * Minimises {@code -mean u / (std u + 1e-6) + lambda mean |f|^2}: the power of the test grows with mean over standard deviation.
 * That ratio does not depend on the scale of f, so the penalty only keeps f small.
 */
public final class PowerObjective implements CriticObjective {
    @Config(description = "The weight lambda of mean |f|^2, at least 0.")
    private double penalty = 0.5;

    /** Lambda 0.5, the paper's. Also for OLCUT. */
    public PowerObjective() {}

    /**
     * An objective.
     *
     * @param penalty The weight lambda of mean |f|^2, at least 0.
     */
    public PowerObjective(double penalty) {
        this.penalty = penalty;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.notNegative("penalty", penalty);
    }

    @Override
    public Tensor loss(Tensor u, Tensor squaredNorm) {
        return u.mean()
                .div(CriticObjectives.deviation(u).add(1e-6))
                .neg()
                .add(squaredNorm.mean().mul(penalty));
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "CriticObjective");
    }

    @Override
    public String toString() {
        return "PowerObjective(penalty=" + penalty + ")";
    }
}
