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
package io.github.tribuogen.gradest.estimator;

import io.github.tribuogen.gradest.law.Bernoulli;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.ReparameterisedLaw;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.List;

/** What estimators share. */
final class Estimators {
    private Estimators() {}

    static DiscreteLaw discrete(Law law, Object estimator) {
        if (law instanceof DiscreteLaw discrete) {
            return discrete;
        }
        throw new IllegalArgumentException("law: a discrete one expected by " + estimator + ", found " + law);
    }

    static void bernoulli(Law law, Object estimator) {
        if (!(law instanceof Bernoulli)) {
            throw new IllegalArgumentException("law: Bernoulli expected by " + estimator + ", found " + law);
        }
    }

    static ReparameterisedLaw reparameterised(Law law, Object estimator) {
        if (law instanceof ReparameterisedLaw reparameterised) {
            return reparameterised;
        }
        throw new IllegalArgumentException("law: a reparameterised one expected by " + estimator + ", found " + law);
    }

    static void atLeastTwo(int samples) {
        Require.atLeast("samples", samples, 2);
    }

    /** The bound of several samples, {@code -log (1/K) sum_k exp(-f_k)}, [B]. */
    static Tensor bound(List<Tensor> losses) {
        Tensor all = Tensors.stack(1, losses);
        return all.neg().logSumExp(1).neg().add(Math.log(losses.size()));
    }

    /** A number for each row, in the shape that multiplies the parameters, [B, 1, ...]. */
    static Tensor alongRows(Tensor perRow, Tensor like) {
        Tensor t = perRow;
        for (int i = 1; i < like.shape().rank(); i++) {
            t = t.unsqueeze(i);
        }
        return t;
    }
}
