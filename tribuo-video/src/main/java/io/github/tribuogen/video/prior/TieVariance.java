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
package io.github.tribuogen.video.prior;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * How far a feature may stray from frame to frame: the variance a, given or learned. A learned one is {@code a = start exp(w)} with a
 * parameter w that starts at 0, shared by the features of a block; weight decay pulls it back to the start.
 */
public final class TieVariance implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    private static final String PARAMETER = "logTieRatio";
    private static final double FARTHEST = 9.2; // the ratio stays within 1e-4 and 1e4

    @Config(description = "The variance, or where it starts, above 0.")
    private double value = 0.01;

    @Config(description = "Is it learned?")
    private boolean learned = false;

    /** 0.01, given. Also for OLCUT. */
    public TieVariance() {}

    private TieVariance(double value, boolean learned) {
        this.value = value;
        this.learned = learned;
        postConfig();
    }

    /**
     * A given variance.
     *
     * @param value Above 0.
     * @return The variance.
     */
    public static TieVariance fixed(double value) {
        return new TieVariance(value, false);
    }

    /**
     * A learned variance.
     *
     * @param start Where it starts, above 0.
     * @return The variance.
     */
    public static TieVariance learned(double start) {
        return new TieVariance(start, true);
    }

    @Override
    public void postConfig() {
        requirePositive("value", value);
    }

    static void requirePositive(String field, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new PropertyException("", field, "found " + value + ", expected a finite number above 0");
        }
    }

    /** The variance in the graph, []. */
    Tensor of(ParameterScope scope, Tensor any) {
        if (!learned) {
            return any.scalar(value);
        }
        Tensor w = scope.parameter(PARAMETER, new ConstantInitialiser(0), 1, 1, 1);
        return w.clip(-FARTHEST, FARTHEST).exp().mul(value).squeeze(0);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "TieVariance");
    }

    @Override
    public String toString() {
        return learned ? "learned from " + value : Double.toString(value);
    }
}
