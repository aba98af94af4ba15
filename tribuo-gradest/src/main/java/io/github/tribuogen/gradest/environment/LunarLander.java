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
 * A lander over rough moonscape that is to come to rest on a flat pad between two flags: the task known as LunarLander-v2 (Klimov
 * 2016), with its masses, engines, terrain and rewards. It runs on another engine for rigid bodies than the published one, dyn4j for
 * Box2D, so trajectories agree in their statistics, not in digits.
 *
 * <p>Observation: the place from the pad, in halves of the view's 20 m by 13.3 m; the speeds in m/s times 0.2 and 0.133; the angle in
 * radians from upright, counter-clockwise, whole turns counted; the angular speed in radians a second times 0.4; 1 for each leg on the
 * ground, the right one first. Actions: nothing, the engine that pushes to the left and turns counter-clockwise, the main engine, the one
 * that pushes to the right; a burst lasts 0.02 s, its strength and direction a little random.
 *
 * <p>Reward: what a step adds to -100 |place| - 100 |speed| - 100 |angle| + 10 for each leg on the ground, less 0.3 for the main engine
 * and 0.03 for another; but -100 when the hull touches the ground or the view is left sideways, and +100 when
 * all has lain still for half a second. Both end the episode. Solved at a mean return of 200.
 */
public final class LunarLander implements Environment {
    private static final double HALF_WIDTH = MoonTerrain.WIDTH / 2;
    private static final double HALF_HEIGHT = MoonTerrain.HEIGHT / 2;

    @Config(description = "The steps after which an episode is stopped, at least 1.")
    private int stepLimit = 1000;

    /** 1,000 steps. Also for OLCUT. */
    public LunarLander() {}

    @Override
    public void postConfig() {
        Require.atLeast("stepLimit", stepLimit, 1);
    }

    @Override
    public int observationSize() {
        return 8;
    }

    @Override
    public List<String> observationNames() {
        return List.of("x", "y", "speedX", "speedY", "angle", "angularSpeed", "rightLegDown", "leftLegDown");
    }

    @Override
    public ActionSpace actionSpace() {
        return new ActionSpace.Choice(List.of("nothing", "left", "main", "right"));
    }

    @Override
    public int stepLimit() {
        return stepLimit;
    }

    @Override
    public OptionalDouble solvedAt() {
        return OptionalDouble.of(200);
    }

    @Override
    public Episode begin(SplittableRandom rng) {
        SplittableRandom own = rng.split();
        MoonWorld world = new MoonWorld(MoonTerrain.random(own), HALF_WIDTH, MoonTerrain.HEIGHT);
        // a force of up to 1,000 N each way for a step
        world.push(own.nextDouble(-1000, 1000) / MoonWorld.RATE, own.nextDouble(-1000, 1000) / MoonWorld.RATE);
        world.step();
        return from(world, own);
    }

    /** An episode that begins in a world. */
    Episode from(MoonWorld world, SplittableRandom rng) {
        return new Run(this, world, rng);
    }

    private static final class Run extends SteppedEpisode {
        private final MoonWorld world;
        private final SplittableRandom rng;
        private double promise;
        private int action;

        Run(LunarLander environment, MoonWorld world, SplittableRandom rng) {
            super(environment);
            this.world = world;
            this.rng = rng;
            this.promise = promise(observation());
        }

        /** The potential that shapes the reward. */
        private static double promise(double[] o) {
            return -100 * (Math.hypot(o[0], o[1]) + Math.hypot(o[2], o[3]) + Math.abs(o[4])) + 10 * (o[6] + o[7]);
        }

        @Override
        Moved move(double[] chosen) {
            action = (int) chosen[0];
            double fuel = 0;
            if (action == 2) {
                world.fireMain(rng);
                fuel = 0.3;
            } else if (action != 0) {
                world.fireSide(action - 2, rng);
                fuel = 0.03;
            }
            world.step();
            double[] o = observation();
            double before = promise;
            promise = promise(o);
            if (world.asleep()) {
                return new Moved(100, true);
            }
            if (world.crashed() || Math.abs(o[0]) >= 1) {
                return new Moved(-100, true);
            }
            return new Moved(promise - before - fuel, false);
        }

        @Override
        public double[] observation() {
            return new double[] {
                (world.x() - HALF_WIDTH) / HALF_WIDTH,
                (world.y() - MoonTerrain.PAD - MoonWorld.LEG_DOWN) / HALF_HEIGHT,
                world.speedX() * HALF_WIDTH / MoonWorld.RATE,
                world.speedY() * HALF_HEIGHT / MoonWorld.RATE,
                world.angle(),
                world.turning() * 20 / MoonWorld.RATE,
                world.legTouches(0) ? 1 : 0,
                world.legTouches(1) ? 1 : 0
            };
        }

        @Override
        public void draw(Graphics2D g, int width, int height) {
            Scene scene = new Scene(g, width, height, HALF_HEIGHT).around(HALF_WIDTH, HALF_HEIGHT);
            MoonTerrain terrain = world.terrain();
            for (int i = 0; i < terrain.pieces(); i++) {
                scene.land(terrain.piece(i, -HALF_HEIGHT));
            }
            for (double x : new double[] {terrain.padLeft(), terrain.padRight()}) {
                double y = terrain.padHeight();
                scene.link(x, y, 0, 1.2).part(new double[][] {{x, y + 1.2}, {x, y + 0.7}, {x + 0.7, y + 0.95}});
            }
            if (action != 0) {
                scene.part(world.flame(action - 2));
            }
            scene.part(world.legOutline(0)).part(world.legOutline(1)).body(world.hullOutline());
        }
    }

    @Override
    public String toString() {
        return "LunarLander(stepLimit=" + stepLimit + ")";
    }
}
