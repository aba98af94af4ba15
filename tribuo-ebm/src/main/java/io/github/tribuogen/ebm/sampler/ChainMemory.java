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
import java.util.Map;

/** Where the chains of a training step start, and what becomes of their ends. */
public interface ChainMemory extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * The start of a batch of chains.
     *
     * @param points The first points, [B, ...].
     * @param slots Which slot of the memory each came from, int64 [B]; null if there are no slots.
     * @param fresh Which were drawn anew, truth values [B].
     */
    record Start(Tensor points, Tensor slots, Tensor fresh) {}

    /**
     * Adapts the memory to the training data.
     *
     * @param points The data [N, ...].
     * @param classes The class of each row, [N]; -1 where unknown.
     * @param numClasses K, at least 1.
     * @return The memory of points of the data's shape.
     */
    Fitted fit(HostTensor points, int[] classes, int numClasses);

    /** A memory that knows the shape of its points. */
    interface Fitted {
        /**
         * Starts chains.
         *
         * @param scope Holds the memory's variables.
         * @param random The source of randomness.
         * @param batch The number of chains, at least 1.
         * @return The start.
         */
        Start start(ParameterScope scope, RandomStream random, long batch);

        /**
         * Starts chains conditioned on classes.
         *
         * @param scope Holds the memory's variables.
         * @param random The source of randomness.
         * @param classes The class of each chain, int64 [B].
         * @return The start.
         * @throws IllegalArgumentException If the memory cannot be divided among the classes.
         */
        Start start(ParameterScope scope, RandomStream random, Tensor classes);

        /**
         * Keeps the ends of chains.
         *
         * @param scope Holds the memory's variables.
         * @param start Where the chains started.
         * @param ends Their last points, [B, ...].
         */
        void keep(ParameterScope scope, Start start, Tensor ends);

        /**
         * Draws fresh points as if nothing were remembered.
         *
         * @param scope Holds the memory's variables.
         * @param random The source of randomness.
         * @param classes The class that each point is meant for, int64 [B], B fixed.
         * @return The points, [B, ...].
         */
        Tensor fresh(ParameterScope scope, RandomStream random, Tensor classes);

        /**
         * Are points remembered?
         *
         * @return True if {@link #remembered} works.
         */
        boolean remembers();

        /**
         * The remembered points.
         *
         * @param scope Holds the memory's variables.
         * @return [M, ...].
         * @throws UnsupportedOperationException If nothing is remembered.
         */
        Tensor remembered(ParameterScope scope);

        /**
         * Tells the state of the memory.
         *
         * @param scope Holds the memory's variables.
         * @return Scalars by name; may be empty.
         */
        Map<String, Tensor> metrics(ParameterScope scope);
    }
}
