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

import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.model.Prepared;
import java.util.SplittableRandom;

/**
 * How a flow's points come from the dataset: prepared beforehand where that is an affine map; where it bends or has noise, in
 * the graph of each step, so that every visit of an example dequantises it anew.
 *
 * @param prepared The dataset.
 * @param columns What of a row is modelled, and what is given.
 */
record FlowInputs(Prepared<LogDensity> prepared, ContextColumns columns) {
    /**
     * What a flow sees of rows.
     *
     * @param point The points that are modelled.
     * @param context The pass, with what is given.
     * @param logDeterminant log|det| of the preparation of the points, [batch].
     */
    record Seen(Tensor point, FlowContext context, Tensor logDeterminant) {}

    /**
     * Base points with what is given.
     *
     * @param point The base points.
     * @param context The pass, with what is given.
     * @param rows The prepared rows that hold the context; what they hold elsewhere has no meaning.
     */
    record Base(Tensor point, FlowContext context, Tensor rows) {}

    /** What the flow sees of prepared rows. */
    Seen seen(Prepared.Transformed x) {
        return new Seen(
                columns.modelled(x.point()),
                columns.context(x.point()),
                columns.logDeterminant(x.logDeterminant(), prepared));
    }

    /** What the flow sees of rows [batch, columns] in the user's units, without noise. */
    Seen seen(Tensor rows) {
        return seen(prepared.transform(rows, null));
    }

    /** From rows with base points in the places of what is modelled, and the context in the user's units in the others. */
    Base base(Tensor rows) {
        if (!columns.conditional()) {
            Tensor z = prepared.toLayout(rows);
            return new Base(z, FlowContext.unconditional(), z);
        }
        Tensor prepared = this.prepared.transform(rows, null).point();
        return new Base(columns.modelled(rows), columns.context(prepared), prepared);
    }

    /** Rows in the user's units of points that came from a base. */
    Tensor restore(Base base, Tensor point) {
        return prepared.restore(columns.replaced(base.rows(), point));
    }

    private boolean inGraph() {
        return prepared.preprocessor().affine().isEmpty();
    }

    /** What a batch is drawn from, [examples, ...]. */
    HostTensor column() {
        return inGraph() ? prepared.rawRows() : prepared.inputTensor();
    }

    /** The same of some examples. */
    HostTensor column(int[] rows) {
        return inGraph() ? prepared.rawRows(rows) : prepared.inputTensor(rows);
    }

    int noiseColumns() {
        return prepared.preprocessor().noiseColumns();
    }

    /** Noise of a batch of a column; null if none is wanted. */
    Tensor noise(Tensor column, RandomStream random) {
        if (noiseColumns() == 0) {
            return null;
        }
        // as many uniform numbers as columns for each dequantisation
        Tensor like = column;
        for (int n = prepared.columns(); n < noiseColumns(); n += prepared.columns()) {
            like = io.github.tribuogen.neural.graph.Tensors.concat(1, like, column);
        }
        return random.uniformLike(like);
    }

    /** Fixed noise of some examples, for validation. */
    HostTensor noise(int examples) {
        SplittableRandom rng = new SplittableRandom(prepared.seed());
        float[] u = new float[examples * noiseColumns()];
        for (int i = 0; i < u.length; i++) {
            u[i] = (rng.nextInt() >>> 8) * 0x1.0p-24f;
        }
        return HostTensor.of(u, examples, noiseColumns());
    }

    /** The points of a batch of the column, and log|det| of the preprocessing, [batch]. */
    Prepared.Transformed points(Tensor column, Tensor noise) {
        if (inGraph()) {
            return prepared.transform(column, noise);
        }
        Tensor zero = column.flatten(1).slice(1, 0, 1).squeeze(1).zerosLike();
        return new Prepared.Transformed(column, zero.add(prepared.affine().logDeterminant()));
    }
}
