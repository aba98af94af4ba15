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
 * A pole on a cart on a rail, pushed by a force of 100 u newtons, |u| at most 3: the rigid bodies of the common simulated task, solved in
 * closed form. State and observation: position, angle from upright, their speeds. Two Runge-Kutta steps of 0.02 s each; a reward of 1
 * for each step; the episode ends beyond 0.2 radians. At the ends of the rail, 1 m from its middle, the cart stops dead, where the
 * common simulator gives way softly.
 */
public final class InvertedPendulum implements Environment {
    private static final double CART = 10.471975512;
    private static final double POLE = 5.018591641;
    private static final double LENGTH = 0.300000417;
    private static final double INERTIA = 0.640424269;
    private static final double GRAVITY = 9.81;
    // the pole's centre of mass is this far off its axis
    private static final double OFFSET = 0.00166666512;
    private static final double STEP = 0.02;
    private static final double TILT = 0.2;

    @Config(description = "The steps after which an episode is stopped, at least 1.")
    private int stepLimit = 1000;

    /** 1,000 steps. Also for OLCUT. */
    public InvertedPendulum() {}

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
        return List.of("position", "angle", "speed", "angularSpeed");
    }

    @Override
    public ActionSpace actionSpace() {
        return new ActionSpace.Box(new double[] {-3}, new double[] {3});
    }

    @Override
    public int stepLimit() {
        return stepLimit;
    }

    @Override
    public OptionalDouble solvedAt() {
        return OptionalDouble.of(950);
    }

    @Override
    public Episode begin(SplittableRandom rng) {
        return from(
                rng.nextDouble(-0.01, 0.01),
                rng.nextDouble(-0.01, 0.01),
                rng.nextDouble(-0.01, 0.01),
                rng.nextDouble(-0.01, 0.01));
    }

    /** An episode that begins in a state. */
    Episode from(double... state) {
        return new Run(this, state.clone());
    }

    private static final class Run extends SteppedEpisode {
        private double[] s;

        Run(InvertedPendulum environment, double[] state) {
            super(environment);
            this.s = state;
        }

        @Override
        Moved move(double[] action) {
            for (int i = 0; i < 2; i++) {
                s = RungeKutta.step(y -> slope(y, 100 * action[0]), s, STEP);
                if (Math.abs(s[0]) > 1) {
                    s[0] = Math.signum(s[0]);
                    s[2] = 0;
                }
            }
            return new Moved(1, Math.abs(s[1]) > TILT);
        }

        /** Two equations for the accelerations, solved by Cramer's rule. */
        private static double[] slope(double[] y, double force) {
            double a = y[1] + OFFSET;
            double coupling = POLE * LENGTH * Math.cos(a);
            double first = force - y[2] + POLE * LENGTH * Math.sin(a) * y[3] * y[3];
            double second = POLE * GRAVITY * LENGTH * Math.sin(a) - y[3];
            double determinant = (CART + POLE) * INERTIA - coupling * coupling;
            return new double[] {
                y[2],
                y[3],
                (first * INERTIA - coupling * second) / determinant,
                ((CART + POLE) * second - coupling * first) / determinant
            };
        }

        @Override
        public double[] observation() {
            return s.clone();
        }

        @Override
        public void draw(Graphics2D g, int width, int height) {
            new Scene(g, width, height, 1.2)
                    .ground(-0.2, 1.2)
                    .box(s[0], -0.2, 0.2, 0.1)
                    .link(s[0], -0.15, s[1], 0.6);
        }
    }

    @Override
    public String toString() {
        return "InvertedPendulum(stepLimit=" + stepLimit + ")";
    }
}
