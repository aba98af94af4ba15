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
package io.github.tribuogen.ebm.kernel;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.function.UnaryOperator;

/**
 * A positive definite kernel of the distance alone, {@code k(x, y) = f(|x - y|^2; w)} with a width w in units of a squared
 * distance.
 *
 * <p>Such a kernel gives the Stein kernel of a model with score s in D dimensions, with f and its derivatives at
 * {@code t = |x - y|^2}:
 *
 * <pre>
 * h(x, y) = f s(x)'s(y) + 2 f' (s(y) - s(x))'(x - y) - 2 D f' - 4 t f''
 * </pre>
 *
 * <p>For points of the model E h(x, y) = 0 for each y. See:
 *
 * <pre>
 * Q. Liu, J. D. Lee, M. I. Jordan
 * "A Kernelized Stein Discrepancy for Goodness-of-fit Tests"
 * International Conference on Machine Learning, 2016.
 * </pre>
 *
 * <p>Implementations are immutable.
 */
public interface RadialKernel extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * A short name for tables.
     *
     * @return The name, for instance "IMQ".
     */
    String name();

    /**
     * The kernel as a function of the squared distance.
     *
     * @param t Squared distances, of any shape, at least 0.
     * @param width The width w, a scalar above 0.
     * @return f(t; w) and its derivatives by t.
     */
    Profile profile(Tensor t, Tensor width);

    /**
     * How the width is chosen.
     *
     * @return The rule.
     */
    BandwidthRule bandwidth();

    /**
     * A kernel's values and their derivatives by the squared distance, of the shape of the distances.
     *
     * @param value f(t).
     * @param first f'(t).
     * @param second f''(t).
     */
    record Profile(Tensor value, Tensor first, Tensor second) {
        /**
         * The profile of a function that acts on each number by itself; the derivatives are the graph's.
         *
         * @param t The squared distances.
         * @param f The function.
         * @return The profile.
         */
        public static Profile of(Tensor t, UnaryOperator<Tensor> f) {
            Tensor value = f.apply(t);
            Tensor first = Gradients.grad(value.sum(), t);
            return new Profile(value, first, Gradients.grad(first.sum(), t));
        }
    }
}
