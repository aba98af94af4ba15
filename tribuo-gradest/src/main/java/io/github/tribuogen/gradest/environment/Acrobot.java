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
 * Two links that hang from a joint, driven by a torque of -1, 0 or 1 N m between them, to swing the tip one link's length above the
 * joint (Sutton 1996). State: angles from hanging down, speeds; the observation has the angles' cosines and sines. A Runge-Kutta step
 * of 0.2 s; each step costs 1 until the tip is up.
 */
public final class Acrobot implements Environment {
    private static final double STEP = 0.2;

    @Config(description = "The steps after which an episode is stopped, at least 1.")
    private int stepLimit = 500;

    /** 500 steps. Also for OLCUT. */
    public Acrobot() {}

    @Override
    public void postConfig() {
        Require.atLeast("stepLimit", stepLimit, 1);
    }

    @Override
    public int observationSize() {
        return 6;
    }

    @Override
    public List<String> observationNames() {
        return List.of("cos1", "sin1", "cos2", "sin2", "angularSpeed1", "angularSpeed2");
    }

    @Override
    public ActionSpace actionSpace() {
        return new ActionSpace.Choice(List.of("backward", "free", "forward"));
    }

    @Override
    public int stepLimit() {
        return stepLimit;
    }

    @Override
    public OptionalDouble solvedAt() {
        return OptionalDouble.of(-100);
    }

    @Override
    public Episode begin(SplittableRandom rng) {
        return from(
                rng.nextDouble(-0.1, 0.1),
                rng.nextDouble(-0.1, 0.1),
                rng.nextDouble(-0.1, 0.1),
                rng.nextDouble(-0.1, 0.1));
    }

    /** An episode that begins in a state. */
    Episode from(double... state) {
        return new Run(this, state.clone());
    }

    private static final class Run extends SteppedEpisode {
        private double[] s;

        Run(Acrobot environment, double[] state) {
            super(environment);
            this.s = state;
        }

        @Override
        Moved move(double[] action) {
            double torque = action[0] - 1;
            s = RungeKutta.step(y -> slope(y, torque), s, STEP);
            s[0] = wrapped(s[0]);
            s[1] = wrapped(s[1]);
            s[2] = Math.min(Math.max(s[2], -4 * Math.PI), 4 * Math.PI);
            s[3] = Math.min(Math.max(s[3], -9 * Math.PI), 9 * Math.PI);
            boolean up = -Math.cos(s[0]) - Math.cos(s[0] + s[1]) > 1;
            return new Moved(up ? 0 : -1, up);
        }

        private static double[] slope(double[] y, double torque) {
            double cos2 = Math.cos(y[1]);
            double sin2 = Math.sin(y[1]);
            double d1 = 3.5 + cos2;
            double d2 = 1.25 + 0.5 * cos2;
            double p2 = 4.9 * Math.cos(y[0] + y[1] - Math.PI / 2);
            double p1 = -0.5 * y[3] * y[3] * sin2 - y[3] * y[2] * sin2 + 14.7 * Math.cos(y[0] - Math.PI / 2) + p2;
            double a2 = (torque + d2 / d1 * p1 - 0.5 * y[2] * y[2] * sin2 - p2) / (1.25 - d2 * d2 / d1);
            return new double[] {y[2], y[3], -(d2 * a2 + p1) / d1, a2};
        }

        private static double wrapped(double angle) {
            double turns = Math.floor((angle + Math.PI) / (2 * Math.PI));
            return angle - 2 * Math.PI * turns;
        }

        @Override
        public double[] observation() {
            return new double[] {Math.cos(s[0]), Math.sin(s[0]), Math.cos(s[1]), Math.sin(s[1]), s[2], s[3]};
        }

        @Override
        public void draw(Graphics2D g, int width, int height) {
            double x = Math.sin(s[0]);
            double y = -Math.cos(s[0]);
            new Scene(g, width, height, 2.2)
                    .ground(1, 2.2)
                    .link(0, 0, Math.PI - s[0], 1)
                    .link(x, y, Math.PI - s[0] - s[1], 1)
                    .disc(0, 0, 0.08)
                    .disc(x, y, 0.08);
        }
    }

    @Override
    public String toString() {
        return "Acrobot(stepLimit=" + stepLimit + ")";
    }
}
