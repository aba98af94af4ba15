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
package io.github.tribuogen.neural.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A gradient written by hand, for functions whose own rule is missing or worse: the adjoint of an ODE solve, a
 * straight-through estimator, a solver's fixed point.
 */
@FunctionalInterface
public interface CustomGradient {
    /**
     * The vector-Jacobian product.
     *
     * @param x The arguments.
     * @param y The results.
     * @param dy The gradient of each result.
     * @return The gradient of each argument, of its shape; null where zero. It may be differentiated again.
     */
    List<Tensor> gradient(List<Tensor> x, List<Tensor> y, List<Tensor> dy);

    /**
     * Applies a function whose gradient is a rule of the caller's.
     *
     * <p>The rule replaces the gradient with respect to the arguments alone. A tensor that the function captures from
     * outside gets no gradient: pass it as an argument.
     *
     * @param x The arguments.
     * @param forward Computes the results from the arguments.
     * @param rule The gradient.
     * @return The results.
     */
    static List<Tensor> apply(List<Tensor> x, Function<List<Tensor>, List<Tensor>> forward, CustomGradient rule) {
        List<Tensor> y = forward.apply(x);
        List<Tensor> all = new ArrayList<>(x);
        all.addAll(y);
        Attributes a = Attributes.NONE.withInt("arguments", x.size()).with("rule", (Object) rule);
        return Graph.apply(GraphOperators.CUSTOM_GRADIENT, a, all.toArray(Tensor[]::new))
                .outputs();
    }
}
