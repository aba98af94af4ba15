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
package io.github.tribuogen.gradest.report;

import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The exact gradient of an expected loss, {@code sum_b p(b) f(b) d log p(b) / d lambda}, where the states can be counted. */
final class Enumeration {
    private static final int MOST = 1 << 14;

    private Enumeration() {}

    /** The gradient; absent for other laws and for more than 2^14 states. */
    static Optional<double[]> gradient(Law law, double[] parameters, long[] shape, Loss loss, Device device) {
        List<double[]> states = law instanceof DiscreteLaw discrete
                ? discrete.states(shape, MOST).orElse(null)
                : null;
        if (states == null) {
            return Optional.empty();
        }
        int n = states.size();
        double[] flat = new double[n * parameters.length];
        double[] rows = new double[n * parameters.length];
        for (int i = 0; i < n; i++) {
            System.arraycopy(states.get(i), 0, flat, i * parameters.length, parameters.length);
            System.arraycopy(parameters, 0, rows, i * parameters.length, parameters.length);
        }
        Graph g = new Graph();
        Tensor b = g.constant(HostTensor.of(flat, GradientReport.rows(n, shape)));
        Tensor p = g.constant(HostTensor.of(rows, GradientReport.rows(n, shape)));
        Tensor weight = law.logProbability(p, b).exp().mul(loss.of(b));
        Tensor terms = law.score(p, b).flatten(1).mul(weight.unsqueeze(1));
        try (Executable e =
                Executable.compile(new GraphFunction("enumeration", Map.of(), Map.of("g", terms.sum(0))), device)) {
            return Optional.of(e.run(Map.of()).get("g").toDoubles());
        }
    }
}
