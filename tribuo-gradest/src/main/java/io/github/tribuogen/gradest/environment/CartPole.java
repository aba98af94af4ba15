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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import java.awt.Graphics2D;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * A pole on a cart that is pushed left or right with 10 N (Barto, Sutton and Anderson 1983). Observation: position in m, speed, angle in
 * radians from upright, angular speed. Masses 1 kg and 0.1 kg, the pole 1 m; explicit Euler steps of 0.02 s. Each step gives a
 * reward of 1; the episode ends beyond 2.4 m or 12 degrees.
 */
public final class CartPole implements Environment {
    private static final double EDGE = 2.4;
    private static final double TILT = 12 * 2 * Math.PI / 360;
    private static final double STEP = 0.02;

    @Config(description = "The steps after which an episode is stopped, at least 1.")
    private int stepLimit = 500;

    @Config(description = "The mean return that counts as success.")
    private double solvedAt = 475;

    /** 500 steps, solved at 475: version 1. Also for OLCUT. */
    public CartPole() {}

    /**
     * The version of 200 steps, solved at 195.
     *
     * @return Version 0.
     */
    public static CartPole v0() {
        CartPole c = new CartPole();
        c.stepLimit = 200;
        c.solvedAt = 195;
        return c;
    }

    /**
     * The version of 500 steps, solved at 475.
     *
     * @return Version 1, as the constructor gives.
     */
    public static CartPole v1() {
        return new CartPole();
    }

    @Override
    public void postConfig() {
        Require.atLeast("stepLimit", stepLimit, 1);
    }

    @Override
    public int observationSize() {
        return 4;
    }

    @Override
    public List<String> observationNames() {
        return List.of("position", "speed", "angle", "angularSpeed");
    }

    @Override
    public ActionSpace actionSpace() {
        return new ActionSpace.Choice(List.of("left", "right"));
    }

    @Override
    public int stepLimit() {
        return stepLimit;
    }

    @Override
    public OptionalDouble solvedAt() {
        return OptionalDouble.of(solvedAt);
    }

    @Override
    public Episode begin(SplittableRandom rng) {
        return from(
                rng.nextDouble(-0.05, 0.05),
                rng.nextDouble(-0.05, 0.05),
                rng.nextDouble(-0.05, 0.05),
                rng.nextDouble(-0.05, 0.05));
    }

    /** An episode that begins in a state. */
    Episode from(double... state) {
        return new Run(this, state.clone());
    }

    private static final class Run extends SteppedEpisode {
        private final double[] s;

        Run(CartPole environment, double[] state) {
            super(environment);
            this.s = state;
        }

        @Override
        Moved move(double[] action) {
            double force = action[0] == 1 ? 10 : -10;
            double sin = Math.sin(s[2]);
            double cos = Math.cos(s[2]);
            double common = (force + 0.05 * s[3] * s[3] * sin) / 1.1;
            double turning = (9.8 * sin - cos * common) / (0.5 * (4.0 / 3 - 0.1 * cos * cos / 1.1));
            double pushing = common - 0.05 * turning * cos / 1.1;
            // positions move with the speeds before
            s[0] += STEP * s[1];
            s[1] += STEP * pushing;
            s[2] += STEP * s[3];
            s[3] += STEP * turning;
            return new Moved(1, Math.abs(s[0]) > EDGE || Math.abs(s[2]) > TILT);
        }

        @Override
        public double[] observation() {
            return s.clone();
        }

        @Override
        public void draw(Graphics2D g, int width, int height) {
            new Scene(g, width, height, EDGE)
                    .ground(-0.6, EDGE)
                    .box(s[0], -0.45, 0.5, 0.3)
                    .link(s[0], -0.3, s[2], 1);
        }
    }

    @Override
    public String toString() {
        return "CartPole(stepLimit=" + stepLimit + ", solvedAt=" + solvedAt + ")";
    }
}
