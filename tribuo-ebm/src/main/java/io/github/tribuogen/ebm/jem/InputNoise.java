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
package io.github.tribuogen.ebm.jem;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;

/** Independent normal noise on every number, {@code x + deviation e}: the augmentation of tables, whose numbers have no neighbours. */
public final class InputNoise implements Augmentation {
    @Config(description = "The noise's standard deviation, in units of preprocessed points, above 0.")
    private double deviation = 0.1;

    /** A deviation of 0.1. Also for OLCUT. */
    public InputNoise() {}

    /**
     * An augmentation.
     *
     * @param deviation The noise's standard deviation, in units of preprocessed points, above 0.
     */
    public InputNoise(double deviation) {
        this.deviation = deviation;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("deviation", deviation);
    }

    @Override
    public Tensor apply(Tensor x, RandomStream random) {
        return x.add(random.normalLike(x).mul(deviation));
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Augmentation");
    }

    @Override
    public String toString() {
        return "InputNoise(deviation=" + deviation + ")";
    }
}
