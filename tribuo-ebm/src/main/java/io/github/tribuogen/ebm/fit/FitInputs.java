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
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.model.Prepared;
import java.util.Collections;

/**
 * How points come from the dataset: prepared beforehand where that is an affine map; where it bends or has noise, in the
 * graph of each step, so that every visit of an example dequantises it anew.
 *
 * @param prepared The dataset.
 */
public record FitInputs(Prepared<?> prepared) {
    private boolean inGraph() {
        return prepared.preprocessor().affine().isEmpty();
    }

    /**
     * What a batch is drawn from.
     *
     * @return [examples, ...].
     */
    public HostTensor column() {
        return inGraph() ? prepared.rawRows() : prepared.inputTensor();
    }

    /** The same of some examples. */
    HostTensor column(int[] rows) {
        return inGraph() ? prepared.rawRows(rows) : prepared.inputTensor(rows);
    }

    /**
     * Points of a batch of the column, with fresh noise if the preparation wants some.
     *
     * @param column Rows of {@link #column()}, [batch, ...].
     * @param random The source of noise.
     * @return [batch, ...].
     */
    public Tensor points(Tensor column, RandomStream random) {
        if (!inGraph()) {
            return column;
        }
        int repeats = prepared.preprocessor().noiseColumns() / prepared.columns();
        Tensor noise = repeats == 0
                ? null
                : random.uniformLike(repeats == 1 ? column : Tensors.concat(1, Collections.nCopies(repeats, column)));
        return prepared.transform(column, noise).point();
    }

    /**
     * Points of rows in the user's units, without noise.
     *
     * @param rows [batch, columns].
     * @return The points, and log|det| of the preparation.
     */
    public Prepared.Transformed ofRows(Tensor rows) {
        return prepared.transform(rows, null);
    }
}
