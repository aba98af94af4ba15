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
package io.github.tribuogen.neural.graph;

import java.util.List;
import java.util.stream.Stream;

/** All operators a graph may hold. */
public final class OperatorRegistry {
    private OperatorRegistry() {}

    /**
     * Lists the operators.
     *
     * @return Every operator, each once.
     */
    public static List<Operator> all() {
        return Stream.of(
                        GraphOperators.ALL,
                        ElementwiseOperators.ALL,
                        ReductionOperators.ALL,
                        ShapeOperators.ALL,
                        IndexOperators.ALL,
                        LinearAlgebraOperators.ALL,
                        ConvolutionOperators.ALL,
                        ControlFlow.ALL)
                .flatMap(List::stream)
                .toList();
    }
}
