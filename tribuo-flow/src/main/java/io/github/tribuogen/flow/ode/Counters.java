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
import java.util.List;

/**
 * What a solve took and how it ended. All are int64 scalars of the graph that holds the solve.
 *
 * @param evaluations How often the vector field was evaluated, on the whole batch.
 * @param accepted The accepted steps; under independent steps the sum over the samples.
 * @param rejected The rejected steps; under independent steps the sum over the samples.
 * @param status The {@link Status#code()} of the end.
 */
public record Counters(Tensor evaluations, Tensor accepted, Tensor rejected, Tensor status) {
    /** How a solve ended. */
    public enum Status {
        /** The end time was reached. */
        OK,
        /** The limit on the number of steps was reached before the end time. */
        STEP_LIMIT,
        /** The step became so small that the time no longer changes: the field is stiff or has a pole. */
        UNDERFLOW,
        /** The state or the field became infinite or not a number. */
        NOT_FINITE;

        /**
         * The number that stands for the status in a graph.
         *
         * @return 0 for {@link #OK}, then in order.
         */
        public int code() {
            return ordinal();
        }

        /**
         * The status of a number.
         *
         * @param code What a graph gave.
         * @return The status.
         * @throws IllegalArgumentException If there is none of that number.
         */
        public static Status of(long code) {
            if (code < 0 || code >= values().length) {
                throw new IllegalArgumentException(
                        "status: a number from 0 to " + (values().length - 1) + " expected, found " + code);
            }
            return values()[(int) code];
        }
    }

    /**
     * Did the solve fail?
     *
     * @return A truth value of shape [].
     */
    public Tensor failed() {
        return status.greater(status.scalar(Status.OK.code()));
    }

    /**
     * Counters of several solves as one: sums, and the worst status.
     *
     * @param all At least one.
     * @return The sum.
     */
    public static Counters sum(List<Counters> all) {
        Counters s = all.get(0);
        for (Counters c : all.subList(1, all.size())) {
            s = new Counters(
                    s.evaluations.add(c.evaluations),
                    s.accepted.add(c.accepted),
                    s.rejected.add(c.rejected),
                    s.status.max(c.status));
        }
        return s;
    }
}
