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
package io.github.tribuogen.neural.density;

import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.Feature;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.provenance.ModelProvenance;

/** A model of LogDensity without capabilities: an unnormalised bump whose width is the noise it was made with. */
final class NoisyModel extends Model<LogDensity> implements AutoCloseable {
    private static final long serialVersionUID = 1L;

    boolean closed = false;
    private final double noise;

    NoisyModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<LogDensity> outputs,
            double noise) {
        super(name, provenance, features, outputs, false);
        this.noise = noise;
    }

    @Override
    public Prediction<LogDensity> predict(Example<LogDensity> example) {
        double square = 0.0;
        for (Feature feature : example) {
            square += feature.getValue() * feature.getValue();
        }
        double value = noise < 0 ? noise : -square * (1.0 + noise);
        return new Prediction<>(new LogDensity(value, DensityKind.UNNORMALISED, 0.1), example.size(), example);
    }

    @Override
    public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
        return Map.of();
    }

    @Override
    public Optional<Excuse<LogDensity>> getExcuse(Example<LogDensity> example) {
        return Optional.empty();
    }

    @Override
    protected NoisyModel copy(String newName, ModelProvenance newProvenance) {
        return new NoisyModel(newName, newProvenance, featureIDMap, outputIDInfo, noise);
    }

    @Override
    public void close() {
        closed = true;
    }
}
