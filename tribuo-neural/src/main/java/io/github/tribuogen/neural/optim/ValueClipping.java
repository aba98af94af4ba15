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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Clips every element of every gradient to [-bound, bound]. */
public final class ValueClipping implements GradientClipping {
    @Config(mandatory = true, description = "The largest absolute value of an element, above 0.")
    private double maxValue;

    /** For OLCUT. */
    private ValueClipping() {}

    /**
     * A bound on the elements.
     *
     * @param maxValue The largest absolute value, above 0.
     */
    public ValueClipping(double maxValue) {
        this.maxValue = maxValue;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("maxValue", maxValue);
    }

    @Override
    public Map<String, Tensor> clip(Map<String, Tensor> gradients) {
        Map<String, Tensor> clipped = new LinkedHashMap<>();
        gradients.forEach((name, g) -> clipped.put(name, g.clip(-maxValue, maxValue)));
        return clipped;
    }

    @Override
    public String toString() {
        return "ValueClipping(maxValue=" + maxValue + ")";
    }
}
