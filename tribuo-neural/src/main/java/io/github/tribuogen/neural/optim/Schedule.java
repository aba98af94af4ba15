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
package io.github.tribuogen.neural.optim;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Tensor;

/** A number that depends on the step: a factor on the learning rate, a temperature, a weight. */
public interface Schedule extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * The value as a graph.
     *
     * @param iteration The number of the step from 0, int64 of shape [].
     * @param dtype The element type of the result.
     * @return The value, of shape [].
     */
    Tensor value(Tensor iteration, DType dtype);

    /**
     * The same value in Java, for logs and tests.
     *
     * @param iteration The number of the step from 0.
     * @return The value.
     */
    double value(long iteration);

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Schedule");
    }
}
