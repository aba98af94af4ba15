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
package io.github.tribuogen.neural.latent;

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.function.IntFunction;

/**
 * What becomes of observations before a model with latent variables sees them, and their law given the code.
 *
 * @param likelihood p(x|z).
 * @param binarisation How grey becomes black and white.
 */
public record ObservationModel(Likelihood likelihood, Binarisation binarisation) {
    private static final long PURPOSE = 2;

    /**
     * Observations as the networks see them.
     *
     * @param scope Says whether this is training and has the random stream.
     * @param x After preprocessing, [B, ...].
     * @return The same shape.
     */
    public Tensor seen(ParameterScope scope, Tensor x) {
        if (binarisation == Binarisation.NONE) {
            return x;
        }
        if (binarisation == Binarisation.RESAMPLED && scope.isTraining()) {
            return scope.random().child("binarisation").bernoulli(x);
        }
        Tensor rows = x.flatten(1);
        Tensor u = RowNoise.of(rows, PURPOSE)
                .uniform(
                        x.graph().root().constant(HostTensor.scalar(0L)),
                        Math.toIntExact(rows.shape().size(1)));
        return u.less(rows).cast(x.dtype()).reshapeLike(x);
    }

    /**
     * Checks that the likelihood gives all values a sense.
     *
     * @param values After preprocessing, rows of so many columns.
     * @param columns Their number.
     * @param name The names of the columns, for messages.
     * @throws IllegalArgumentException If a value is none that the likelihood takes, or cannot be binarised.
     */
    public void check(float[] values, int columns, IntFunction<String> name) {
        for (int i = 0; i < values.length; i++) {
            boolean share = binarisation == Binarisation.NONE || values[i] >= 0 && values[i] <= 1;
            if (!share || !likelihood.takes(values[i])) {
                throw new IllegalArgumentException("Feature '" + name.apply(i % columns) + "' of example " + i / columns
                        + " is " + values[i] + " after preprocessing, expected "
                        + (share ? likelihood.values() : "a number in [0, 1]")
                        + (share ? " for " + likelihood : " to be binarised"));
            }
        }
    }
}
