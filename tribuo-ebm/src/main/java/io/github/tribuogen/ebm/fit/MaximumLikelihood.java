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
package io.github.tribuogen.ebm.fit;

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;

/** Maximum likelihood, for energies that know their constant: minimise {@code log Z - E s(x)}. */
public final class MaximumLikelihood implements FitObjective {
    /** The only one there is; it has no settings. Also for OLCUT. */
    public MaximumLikelihood() {}

    @Override
    public Fitted fit(HostTensor points) {
        return step -> {
            Tensor nll = step.logNormaliser()
                    .sub(step.density().logDensity(step.points()).mean());
            step.metric("NLL", nll);
            return nll;
        };
    }

    @Override
    public String toString() {
        return "MaximumLikelihood()";
    }
}
