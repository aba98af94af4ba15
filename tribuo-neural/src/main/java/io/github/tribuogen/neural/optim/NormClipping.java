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
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scales all gradients together so that their common Euclidean norm is at most a bound: {@code g' = g bound / max(bound,
 * |g|)}.
 */
public final class NormClipping implements GradientClipping {
    @Config(mandatory = true, description = "The largest norm of all gradients together, above 0.")
    private double maxNorm;

    /** For OLCUT. */
    private NormClipping() {}

    /**
     * A bound on the norm.
     *
     * @param maxNorm The largest norm of all gradients together, above 0.
     */
    public NormClipping(double maxNorm) {
        this.maxNorm = maxNorm;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("maxNorm", maxNorm);
    }

    /**
     * The common norm of gradients.
     *
     * @param gradients The gradients, at least one.
     * @return The norm, of shape [].
     */
    public static Tensor norm(Iterable<Tensor> gradients) {
        List<Tensor> rows = new ArrayList<>();
        for (Tensor g : gradients) {
            Tensor row = g.reshape(1, -1);
            rows.add(row.matMul(row, false, true)); // one pass, where square and sum are two
        }
        Tensor sum = Tensors.concat(1, rows).sum();
        return sum.sqrt();
    }

    @Override
    public Map<String, Tensor> clip(Map<String, Tensor> gradients) {
        Tensor norm = norm(gradients.values());
        Tensor bound = norm.scalar(maxNorm);
        Tensor factor = bound.div(norm.max(bound));
        Map<String, Tensor> clipped = new LinkedHashMap<>();
        gradients.forEach((name, g) -> clipped.put(name, g.mul(factor)));
        return clipped;
    }

    @Override
    public String toString() {
        return "NormClipping(maxNorm=" + maxNorm + ")";
    }
}
