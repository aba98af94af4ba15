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
package io.github.tribuogen.neural.optim;

import io.github.tribuogen.neural.graph.Tensor;

/** The step that {@link Adam} and {@link AdamW} share; see there. */
final class AdamRule {
    private AdamRule() {}

    /** The factor c and eps / k. */
    static Tensor[] numbers(ElementwiseOptimiser.Numbers n, double beta1, double beta2, double epsilon) {
        Tensor inverseK = n.bias(beta2).div(1 - beta2).sqrt();
        Tensor c = n.rate.mul(1 - beta1).div(n.bias(beta1)).mul(inverseK);
        return new Tensor[] {n.use(c), n.use(inverseK.mul(epsilon))};
    }

    static Tensor change(ElementwiseOptimiser.Slab slab, Tensor g, Tensor[] numbers, double beta1, double beta2) {
        Tensor m = slab.assign("m", slab.state("m").mul(beta1).add(g));
        Tensor v = slab.assign("v", slab.state("v").mul(beta2).add(g.mul(g)));
        return m.div(v.sqrt().add(numbers[1])).mul(numbers[0]);
    }
}
