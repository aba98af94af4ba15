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
package io.github.tribuogen.gradest.policy;

import io.github.tribuogen.gradest.environment.ActionSpace;
import io.github.tribuogen.gradest.environment.Environment;
import io.github.tribuogen.gradest.environment.Episode;
import io.github.tribuogen.gradest.environment.Outcome;
import java.awt.Graphics2D;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;

/** An environment for tests: the observation is the number of the step, the reward a function of step and action. */
final class Scripted implements Environment {
    private final ActionSpace space;
    private final int limit;
    private final int length;
    private final ToDoubleBiFunction<Integer, Double> reward;

    /**
     * An environment.
     *
     * @param space The actions, one component if real.
     * @param length After how many steps it terminates; never if it is above the limit.
     * @param limit After how many steps it is stopped; told, and kept to unless it is negative.
     * @param reward Of the step from 0 and the action.
     */
    Scripted(ActionSpace space, int length, int limit, ToDoubleBiFunction<Integer, Double> reward) {
        this.space = space;
        this.length = length;
        this.limit = limit;
        this.reward = reward;
    }

    static ActionSpace choices(int n) {
        return new ActionSpace.Choice(List.of("a", "b", "c", "d").subList(0, n));
    }

    static ActionSpace real(double low, double high) {
        return new ActionSpace.Box(new double[] {low}, new double[] {high});
    }

    @Override
    public int observationSize() {
        return 1;
    }

    @Override
    public ActionSpace actionSpace() {
        return space;
    }

    @Override
    public int stepLimit() {
        return Math.abs(limit);
    }

    @Override
    public OptionalDouble solvedAt() {
        return OptionalDouble.empty();
    }

    @Override
    public Episode begin(SplittableRandom rng) {
        return new Episode() {
            private int step = 0;

            @Override
            public double[] observation() {
                return new double[] {step};
            }

            @Override
            public Outcome step(double... action) {
                double r = reward.applyAsDouble(step++, action[0]);
                return new Outcome(r, step == length, step == limit && step != length);
            }

            @Override
            public boolean isOver() {
                return step == length || step == limit;
            }

            @Override
            public int steps() {
                return step;
            }

            @Override
            public void draw(Graphics2D g, int width, int height) {}
        };
    }

    @Override
    public String toString() {
        return "Scripted(length=" + length + ", limit=" + limit + ")";
    }
}
