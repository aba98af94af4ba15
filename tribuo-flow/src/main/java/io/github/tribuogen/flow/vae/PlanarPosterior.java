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
package io.github.tribuogen.flow.vae;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.flow.bijection.Bijection.Image;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.List;

/**
 * Planar flows with amortised parameters: {@code z' = z + u' tanh(w.z + b)} with u, w and b linear in the encoder's features,
 * and {@code u' = u + (softplus(w.u) - 1 - w.u) w / |w|^2}, so that {@code w.u' > -1} and the map is invertible; {@code log|det|
 * = log(1 + (1 - tanh^2) w.u')}.
 *
 * <pre>
 * See: Rezende and Mohamed, "Variational Inference with Normalizing Flows", 2015, eq. 10 to 12 and appendix A.1.
 * </pre>
 */
public final class PlanarPosterior extends FlowPosterior {
    @Config(description = "The number of maps, at least 1.")
    private int flows = 4;

    /** Four maps. Also for OLCUT. */
    public PlanarPosterior() {}

    /**
     * Planar flows.
     *
     * @param flows The number of maps, at least 1.
     */
    public PlanarPosterior(int flows) {
        this.flows = flows;
        postConfig();
    }

    @Override
    public void postConfig() {
        checkFlows(flows);
    }

    @Override
    int flows() {
        return flows;
    }

    @Override
    Image map(int k, ParameterScope scope, Tensor z, FlowContext context) {
        long d = z.shape().size(1);
        List<Tensor> parts = Linear.to(2 * d + 1)
                .apply(scope.child("amortised"), features(context))
                .split(1, d, d, 1);
        Tensor u = parts.get(0);
        Tensor w = parts.get(1);
        Tensor wu = w.mul(u).sumKeepDims(1);
        Tensor positive = wu.softplus(); // w.u' + 1
        // a direction of no length gives the identity
        Tensor length = w.square().sumKeepDims(1).add(1e-12);
        Tensor change = u.add(w.mul(positive.sub(1).sub(wu).div(length)));
        Tensor h = w.mul(z).sumKeepDims(1).add(parts.get(2)).tanh();
        Tensor square = h.square();
        // 1 + (1 - h^2)(p - 1) as a sum of two numbers that are not negative
        Tensor determinant = square.add(square.rsub(1).mul(positive));
        return new Image(z.add(change.mul(h)), determinant.log().squeeze(1));
    }

    @Override
    public String toString() {
        return "PlanarPosterior(flows=" + flows + ")";
    }
}
