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
package io.github.tribuogen.neural.runtime;

import io.github.tribuogen.neural.graph.HostTensor;
import java.util.Map;

/** Judges the variables from time to time during training. */
@FunctionalInterface
public interface Validation extends AutoCloseable {
    /**
     * Judges the variables.
     *
     * @param variables Every variable by full name.
     * @return Named values; the one that early stopping watches is better when lower.
     */
    Map<String, Double> evaluate(Map<String, HostTensor> variables);

    /** Releases what the judge holds; called when training ends. */
    @Override
    default void close() {}
}
