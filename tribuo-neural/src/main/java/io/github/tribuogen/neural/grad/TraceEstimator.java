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
package io.github.tribuogen.neural.grad;

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The trace of the Jacobian of a batch of functions: {@code tr(df_b / dx_b)} for each row b of a batch.
 *
 * <p>Sources: Hutchinson (1990); Grathwohl et al., FFJORD (2019), section 3.1.
 */
public final class TraceEstimator {
    private TraceEstimator() {}

    /**
     * Hutchinson's estimate {@code e^T J e}, unbiased if the probe has mean 0 and covariance I.
     *
     * @param y The function's value [batch, D...], each row a function of the same row of x alone.
     * @param x The argument [batch, D...].
     * @param probe The random probe e, of x's shape; Gaussian or Rademacher.
     * @return [batch].
     */
    public static Tensor hutchinson(Tensor y, Tensor x, Tensor probe) {
        return Gradients.vjp(y, x, probe).mul(probe).flatten(1).sum(1);
    }

    /**
     * The exact trace by one reverse pass for each of the D components.
     *
     * @param y The function's value [batch, D...], each row a function of the same row of x alone.
     * @param x The argument [batch, D...], D known.
     * @return [batch].
     */
    public static Tensor exact(Tensor y, Tensor x) {
        Tensor flatY = y.flatten(1);
        int d = Math.toIntExact(flatY.shape().size(1));
        List<Tensor> terms = new ArrayList<>();
        for (int i = 0; i < d; i++) {
            double[] unit = new double[d];
            unit[i] = 1;
            Tensor e = y.graph()
                    .root()
                    .constant(HostTensor.of(unit, 1, d))
                    .cast(y.dtype())
                    .expandLike(flatY);
            terms.add(Gradients.vjp(flatY, x, e).flatten(1).slice(1, i, i + 1).squeeze(1));
        }
        return io.github.tribuogen.neural.graph.Tensors.addAll(terms);
    }
}
