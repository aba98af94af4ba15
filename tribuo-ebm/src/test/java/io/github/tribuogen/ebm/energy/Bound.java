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
package io.github.tribuogen.ebm.energy;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** An energy in double precision whose parameters are constants of a graph. */
record Bound(Energy.Fitted energy, Map<String, HostTensor> values) {
    /** Parameters at their start, each moved by up to a distance. */
    static Bound of(Energy.Fitted energy, int d, double distance, long seed) {
        Graph g = new Graph();
        Variables v = Variables.declaring(g, DType.FLOAT64);
        Tensor x = g.constant(HostTensor.of(new double[d], 1, d));
        energy.logDensity(ParameterScope.of(v), x);
        energy.logNormaliser(ParameterScope.of(v), x);
        SplittableRandom rng = new SplittableRandom(seed);
        Map<String, HostTensor> values = new LinkedHashMap<>();
        v.initialise(seed).forEach((name, value) -> {
            double[] moved = value.toDoubles();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += distance * (2 * rng.nextDouble() - 1);
            }
            values.put(name, HostTensor.of(moved, value.shape()));
        });
        return new Bound(energy, values);
    }

    Bound with(String name, double[] value) {
        Map<String, HostTensor> changed = new LinkedHashMap<>(values);
        changed.put(name, HostTensor.of(value, values.get(name).shape()));
        return new Bound(energy, changed);
    }

    ParameterScope scope(Graph g) {
        Map<String, Tensor> constants = new LinkedHashMap<>();
        values.forEach((name, value) -> constants.put(name, g.constant(value)));
        return ParameterScope.of(Variables.bound(g, DType.FLOAT64, constants));
    }

    UnnormalisedDensity density(Graph g) {
        return energy.density(scope(g));
    }
}
