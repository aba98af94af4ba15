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
package io.github.tribuogen.flow.ode;

import io.github.tribuogen.neural.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The result of a solve. */
public final class Solution {
    private final List<Tensor> state;
    private final Counters forward;
    private final List<Counters> backward;

    Solution(List<Tensor> state, Counters forward, List<Counters> backward) {
        this.state = List.copyOf(state);
        this.forward = forward;
        this.backward = backward;
    }

    Solution(List<Tensor> state, Counters forward) {
        this(state, forward, new ArrayList<>());
    }

    /**
     * The state at the end time; if the solve failed, the last accepted state.
     *
     * @return The tensors, each in the shape of its initial value.
     */
    public List<Tensor> state() {
        return state;
    }

    /**
     * What the solve took and how it ended.
     *
     * @return The counters.
     */
    public Counters forward() {
        return forward;
    }

    /**
     * What differentiating took: one entry for each gradient that has been built by this solution so far, so ask after the
     * gradient. Empty where the gradient is part of the graph itself ({@link Unrolled}).
     *
     * @return The counters.
     */
    public List<Counters> backward() {
        return Collections.unmodifiableList(backward);
    }
}
