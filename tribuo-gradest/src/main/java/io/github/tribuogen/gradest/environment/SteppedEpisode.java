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
package io.github.tribuogen.gradest.environment;

import java.util.Arrays;

/** What episodes share: checks of actions and states, and the limit of steps. */
abstract class SteppedEpisode implements Episode {
    private final Environment environment;
    private int steps;
    private boolean over;

    SteppedEpisode(Environment environment) {
        this.environment = environment;
    }

    /** What a step of the dynamics gave. */
    record Moved(double reward, boolean terminated) {}

    /** Makes a step with an action that is allowed; boxes are clipped. */
    abstract Moved move(double[] action);

    @Override
    public final Outcome step(double... action) {
        if (over) {
            throw new IllegalStateException(
                    "The episode of " + environment + " is over after " + steps + " steps, expected one that goes on");
        }
        Moved m = move(checked(action));
        steps++;
        double[] seen = observation();
        if (!Double.isFinite(m.reward()) || !Arrays.stream(seen).allMatch(Double::isFinite)) {
            throw new IllegalStateException(environment + " after " + steps
                    + " steps: a finite reward and observation expected, found " + m.reward() + " and "
                    + Arrays.toString(seen));
        }
        boolean truncated = !m.terminated() && steps >= environment.stepLimit();
        over = m.terminated() || truncated;
        return new Outcome(m.reward(), m.terminated(), truncated);
    }

    private double[] checked(double[] action) {
        ActionSpace space = environment.actionSpace();
        int expected = space instanceof ActionSpace.Box ? space.size() : 1;
        if (action.length != expected) {
            throw new IllegalArgumentException(
                    "action: " + expected + " numbers expected, found " + Arrays.toString(action));
        }
        if (space instanceof ActionSpace.Choice) {
            if (action[0] != Math.rint(action[0]) || action[0] < 0 || action[0] >= space.size()) {
                throw new IllegalArgumentException(
                        "action: an index from 0 to " + (space.size() - 1) + " expected, found " + action[0]);
            }
            return action;
        }
        ActionSpace.Box box = (ActionSpace.Box) space;
        double[] low = box.low();
        double[] high = box.high();
        double[] clipped = new double[action.length];
        for (int i = 0; i < clipped.length; i++) {
            if (Double.isNaN(action[i])) {
                throw new IllegalArgumentException("action: numbers expected, found " + Arrays.toString(action));
            }
            clipped[i] = Math.min(Math.max(action[i], low[i]), high[i]);
        }
        return clipped;
    }

    @Override
    public final boolean isOver() {
        return over;
    }

    @Override
    public final int steps() {
        return steps;
    }
}
