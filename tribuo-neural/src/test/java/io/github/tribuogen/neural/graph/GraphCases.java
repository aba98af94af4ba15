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

import static io.github.tribuogen.neural.graph.OperatorCase.bools;
import static io.github.tribuogen.neural.graph.OperatorCase.floats;

import java.util.List;

/** Cases of {@link GraphOperators} and {@link ControlFlow}. */
final class GraphCases {
    private GraphCases() {}

    static List<OperatorCase> all() {
        return List.of(
                OperatorCase.of(
                        GraphOperators.PLACEHOLDER,
                        "an input",
                        List.of(floats(3, 2).batch()),
                        t -> t.get(0),
                        x -> x.get(0)),
                OperatorCase.of(
                        GraphOperators.CONSTANT,
                        "times an input",
                        List.of(floats(2)),
                        t -> t.get(0).mul(3),
                        x -> x.get(0).map(d -> 3 * d)),
                OperatorCase.of(
                                GraphOperators.STOP_GRADIENT,
                                "the value",
                                List.of(floats(2)),
                                t -> t.get(0).stopGradient(),
                                x -> x.get(0))
                        .forwardOnly(),
                OperatorCase.of(
                        GraphOperators.CUSTOM_GRADIENT,
                        "the true gradient of the sine",
                        List.of(floats(3, 2).batch()),
                        t -> CustomGradient.apply(
                                        t,
                                        x -> List.of(x.get(0).sin()),
                                        (x, y, dy) ->
                                                List.of(dy.get(0).mul(x.get(0).cos())))
                                .get(0),
                        x -> x.get(0).map(Math::sin)),
                OperatorCase.of(
                                ControlFlow.LOOP,
                                "doubling",
                                List.of(floats(3, 2).batch()),
                                t -> ControlFlow.loop(
                                                3, t, (i, s) -> List.of(s.get(0).add(s.get(0))))
                                        .get(0),
                                x -> x.get(0).map(d -> 8 * d))
                        .forwardOnly(),
                OperatorCase.of(
                                ControlFlow.IF,
                                "two branches",
                                List.of(bools(new int[] {}, 0), floats(2)),
                                t -> ControlFlow.cond(
                                                t.get(0),
                                                () -> List.of(t.get(1).neg()),
                                                () -> List.of(t.get(1).exp()))
                                        .get(0),
                                x -> x.get(1).map(Math::exp))
                        .forwardOnly());
    }
}
