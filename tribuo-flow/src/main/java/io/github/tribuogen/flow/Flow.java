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
package io.github.tribuogen.flow;

import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * A density as a graph: a bijection f on a standard normal base, {@code log p(x) = log N(f(x); 0, I) + log|det df/dx|}. It is
 * an energy with a known constant, for whatever wants one as part of a graph.
 *
 * @param bijection f.
 */
public record Flow(Bijection bijection) {
    /** The scope of the bijection's parameters. */
    static final String SCOPE = "flow";

    /**
     * The log density of points.
     *
     * @param scope The flow's parameters are in its child "flow".
     * @param x The points, [batch, ...].
     * @param context What the density is conditioned on, and where the pass tells its metrics and penalties.
     * @return log p(x), or log p(x | c) with features c in the context, in nats, [batch].
     */
    public Tensor logDensity(ParameterScope scope, Tensor x, FlowContext context) {
        Bijection.Image image = bijection.forward(scope.child(SCOPE), x, context);
        return standardNormal(image.point()).add(image.logDeterminant());
    }

    /** log N(z; 0, I) = -(|z|^2 + D log(2 pi)) / 2, [batch]. */
    private static Tensor standardNormal(Tensor z) {
        Tensor rows = z.flatten(1);
        double constant = 0.5 * rows.shape().size(1) * Math.log(2 * Math.PI);
        return rows.square().sum(1).mul(-0.5).sub(constant);
    }
}
