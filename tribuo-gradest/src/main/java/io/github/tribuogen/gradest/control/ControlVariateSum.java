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
package io.github.tribuogen.gradest.control;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.List;

/** Several together; the paper's choice for autoencoders is the relaxed loss plus a network. */
public final class ControlVariateSum implements ControlVariate {
    @Config(mandatory = true, description = "The parts, at least one.")
    private List<ControlVariate> parts = new ArrayList<>();

    /** For OLCUT. */
    private ControlVariateSum() {}

    /**
     * A sum.
     *
     * @param parts The parts, at least one.
     */
    public ControlVariateSum(ControlVariate... parts) {
        this.parts = List.of(parts);
        postConfig();
    }

    @Override
    public void postConfig() {
        if (parts.isEmpty()) {
            throw new PropertyException("", "parts", "found none, expected at least one control variate");
        }
    }

    @Override
    public Tensor at(ParameterScope scope, Tensor z, Law law, Loss loss) {
        List<Tensor> values = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            values.add(parts.get(i).at(scope.child("part" + i), z, law, loss));
        }
        return Tensors.addAll(values);
    }

    @Override
    public boolean readsLoss() {
        return parts.stream().anyMatch(ControlVariate::readsLoss);
    }

    @Override
    public String toString() {
        return "ControlVariateSum(" + parts + ")";
    }
}
