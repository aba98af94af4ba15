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
package io.github.tribuogen.ebm.sampler;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Map;

/**
 * No memory: every chain starts anew and its end is forgotten (short-run chains). About 100 steps are needed where 20 do
 * with a {@link ReplayBuffer}.
 */
public final class ShortRun implements ChainMemory {
    @Config(description = "The law of the starts.")
    private StartLaw fresh = new UniformStart();

    /** Starts uniform in [-1, 1]. Also for OLCUT. */
    public ShortRun() {}

    /**
     * Short-run chains.
     *
     * @param fresh The law of the starts.
     */
    public ShortRun(StartLaw fresh) {
        this.fresh = fresh;
    }

    @Override
    public Fitted fit(HostTensor points, int[] classes, int numClasses) {
        StartLaw.Fitted law = fresh.fit(points, classes, numClasses);
        return new Fitted() {
            @Override
            public Start start(ParameterScope scope, RandomStream random, long batch) {
                return start(scope, random, random.child("classes").integers(numClasses, batch));
            }

            @Override
            public Start start(ParameterScope scope, RandomStream random, Tensor kinds) {
                return new Start(fresh(scope, random, kinds), null, kinds.equalTo(kinds));
            }

            @Override
            public Tensor fresh(ParameterScope scope, RandomStream random, Tensor kinds) {
                return law.draw(scope.child("fresh"), random.child("fresh"), kinds);
            }

            @Override
            public boolean remembers() {
                return false;
            }

            @Override
            public Tensor remembered(ParameterScope scope) {
                throw new UnsupportedOperationException("ShortRun remembers no points");
            }

            @Override
            public void keep(ParameterScope scope, Start start, Tensor ends) {}

            @Override
            public Map<String, Tensor> metrics(ParameterScope scope) {
                return Map.of();
            }
        };
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "ChainMemory");
    }

    @Override
    public String toString() {
        return "ShortRun(fresh=" + fresh + ")";
    }
}
