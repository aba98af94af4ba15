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
package io.github.tribuogen.flow.cnf;

import io.github.tribuogen.flow.ode.VectorField;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a continuous flow integrates: points z, and unless the points alone are wanted the log volume, then each regulariser,
 * and at the end, where there are features, what the dynamics need of them, which does not change.
 */
final class FlowField implements VectorField {
    private final Dynamics dynamics;
    private final Divergence divergence; // null for the points alone
    private final List<Regulariser> penalties;
    private final ParameterScope scope;
    private final List<String> names;
    private final Optional<Tensor> probes;

    FlowField(
            Dynamics dynamics,
            Divergence divergence,
            List<Regulariser> penalties,
            ParameterScope scope,
            List<String> names,
            Optional<Tensor> probes) {
        this.dynamics = dynamics;
        this.divergence = divergence;
        this.penalties = penalties;
        this.scope = scope;
        this.names = names;
        this.probes = probes;
    }

    private int changing() {
        return divergence == null ? 1 : 2 + penalties.size();
    }

    @Override
    public List<Tensor> at(Tensor t, List<Tensor> y, List<Tensor> parameters) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), parameters.get(i));
        }
        Variables bound = Variables.bound(scope.variables().graph(), scope.dtype(), values);
        Optional<Tensor> condition = y.size() > changing() ? Optional.of(y.get(changing())) : Optional.empty();
        Slope slope = dynamics.at(ParameterScope.of(bound).child(scope.path()), t, y.get(0), condition);
        List<Tensor> slopes = new ArrayList<>(List.of(slope.value()));
        if (divergence != null) {
            slopes.add(divergence.of(slope, probes));
            penalties.forEach(p -> slopes.add(p.integrand(slope, probes)));
        }
        condition.ifPresent(c -> slopes.add(c.zerosLike()));
        return slopes;
    }

    @Override
    public boolean hasTimePerSample() {
        return dynamics.hasTimePerSample();
    }
}
