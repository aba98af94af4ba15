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
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.grad.TraceEstimator;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Hutchinson's estimate {@code e^T J e}, fresh in every step. Its variance is {@code 2 |S|^2} for Gaussian probes and {@code 2
 * (|S|^2 - sum_i S_ii^2)} for signs, S the symmetric part of J.
 */
public final class HutchinsonTrace implements CriticTrace {
    /** The law of the probes. */
    public enum Law {
        /** Standard normal. */
        GAUSSIAN,
        /** -1 or 1, fair. */
        RADEMACHER
    }

    @Config(description = "The law of the probes.")
    private Law law = Law.GAUSSIAN;

    @Config(description = "The number of probes, at least 1.")
    private int probes = 1;

    /** One Gaussian probe, as in the paper. Also for OLCUT. */
    public HutchinsonTrace() {}

    /**
     * An estimator.
     *
     * @param law The law of the probes.
     * @param probes The number of probes, at least 1.
     */
    public HutchinsonTrace(Law law, int probes) {
        this.law = law;
        this.probes = probes;
        postConfig();
    }

    @Override
    public void postConfig() {
        if (probes < 1) {
            throw new PropertyException("", "probes", "found " + probes + ", expected at least 1");
        }
    }

    @Override
    public Tensor of(ParameterScope scope, Critic.Field field, Tensor x) {
        List<Tensor> estimates = new ArrayList<>();
        for (int i = 0; i < probes; i++) {
            var random = scope.random().child("probe" + i);
            Tensor like = x.stopGradient();
            Tensor e = law == Law.GAUSSIAN ? random.normalLike(like) : random.rademacherLike(like);
            estimates.add(TraceEstimator.hutchinson(field.value(), x, e));
        }
        return Tensors.addAll(estimates).div(probes);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "CriticTrace");
    }

    @Override
    public String toString() {
        return "HutchinsonTrace(law=" + law + ", probes=" + probes + ")";
    }
}
