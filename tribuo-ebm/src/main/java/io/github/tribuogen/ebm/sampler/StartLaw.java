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
package io.github.tribuogen.ebm.sampler;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.SplittableRandom;

/** The law of fresh points from which chains start. */
public interface StartLaw extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Adapts the law to the training data.
     *
     * @param points The data [N, ...].
     * @param classes The class of each row, [N]; -1 where unknown.
     * @param numClasses K, at least 1.
     * @return The law of points of the data's shape.
     */
    Fitted fit(HostTensor points, int[] classes, int numClasses);

    /** A law that knows the shape of its points. */
    interface Fitted {
        /**
         * Draws points in Java.
         *
         * @param rng The source of randomness.
         * @param classes The class that each point is meant for, [n]; a law without classes ignores them.
         * @return The points, [n, ...], float32.
         */
        HostTensor draw(SplittableRandom rng, int[] classes);

        /**
         * Draws points in a graph.
         *
         * @param scope Holds what the law needs to remember.
         * @param random The source of randomness.
         * @param classes The class that each point is meant for, int64 [B], B fixed; a law without classes ignores them.
         * @return The points, [B, ...].
         */
        Tensor draw(ParameterScope scope, RandomStream random, Tensor classes);

        /**
         * The shape of a point.
         *
         * @return The extents without the batch axis.
         */
        long[] pointShape();
    }
}
