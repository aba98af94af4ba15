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
 * A pendulum to be swung up and held by a torque u of at most 2. State: angle from upright and speed; observation: cosine, sine, speed.
 * Reward {@code -(angle^2 + 0.1 speed^2 + 0.001 u^2)}; nothing ends an episode but its limit.
 */
public final class Pendulum implements Environment {
    private static final double STEP = 0.05;

    @Config(description = "The steps after which an episode is stopped, at least 1.")
    private int stepLimit = 200;

    /** 200 steps. Also for OLCUT. */
    public Pendulum() {}

    @Override
    public void postConfig() {
        Require.atLeast("stepLimit", stepLimit, 1);
    }

    @Override
    public int observationSize() {
        return 3;
    }

    @Override
    public List<String> observationNames() {
        return List.of("cos", "sin", "angularSpeed");
    }

    @Override
    public ActionSpace actionSpace() {
        return new ActionSpace.Box(new double[] {-2}, new double[] {2});
    }

    @Override
    public int stepLimit() {
        return stepLimit;
    }

    @Override
    public OptionalDouble solvedAt() {
        return OptionalDouble.empty();
    }

    @Override
    public Episode begin(SplittableRandom rng) {
        return from(rng.nextDouble(-Math.PI, Math.PI), rng.nextDouble(-1, 1));
    }

    /** An episode that begins in a state. */
    Episode from(double angle, double speed) {
        return new Run(this, angle, speed);
    }

    private static final class Run extends SteppedEpisode {
        private double angle;
        private double speed;

        Run(Pendulum environment, double angle, double speed) {
            super(environment);
            this.angle = angle;
            this.speed = speed;
        }

        @Override
        Moved move(double[] action) {
            double u = action[0];
            double turns = Math.floor((angle + Math.PI) / (2 * Math.PI));
            double off = angle - 2 * Math.PI * turns;
            double cost = off * off + 0.1 * speed * speed + 0.001 * u * u;
            speed = Math.min(Math.max(speed + (15 * Math.sin(angle) + 3 * u) * STEP, -8), 8);
            angle += STEP * speed;
            return new Moved(-cost, false);
        }

        @Override
        public double[] observation() {
            return new double[] {Math.cos(angle), Math.sin(angle), speed};
        }

        @Override
        public void draw(Graphics2D g, int width, int height) {
            new Scene(g, width, height, 1.3).link(0, 0, angle, 1).disc(0, 0, 0.06);
        }
    }

    @Override
    public String toString() {
        return "Pendulum(stepLimit=" + stepLimit + ")";
    }
}
