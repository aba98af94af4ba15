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

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.dyn4j.collision.CategoryFilter;
import org.dyn4j.dynamics.Body;
import org.dyn4j.dynamics.BodyFixture;
import org.dyn4j.dynamics.ContinuousDetectionMode;
import org.dyn4j.geometry.Convex;
import org.dyn4j.geometry.Geometry;
import org.dyn4j.geometry.MassType;
import org.dyn4j.geometry.Vector2;
import org.dyn4j.geometry.Wound;
import org.dyn4j.world.World;

/**
 * The rigid bodies of {@link LunarLander}: the ground, a hull, and two legs on hinges in the hull's middle that a weak motor presses
 * outward against a stop, so that they give way when a landing is hard. Metres, kilograms, seconds; x to the right, y up, angles
 * counter-clockwise. The first leg is the right one.
 *
 * <p>The solver is dyn4j's, of the same family as the published task's: sequential impulses, then corrections of positions.
 */
final class MoonWorld {
    /** Steps a second. */
    static final double RATE = 50;

    /** Steps of the solver in one of these: what falls fast would enter the ground too deep in a single one. */
    private static final int PARTS = 2;

    /** How far below the hull's origin a leg's foot is taken to be. */
    static final double LEG_DOWN = 0.6;

    /** The published task is laid out in pixels, of which this many are a metre. */
    private static final double PIXELS = 30;

    private static final double GRAVITY = -10;
    private static final double FRICTION = 0.1;
    private static final double[][] HULL = {{-17, -10}, {17, -10}, {17, 0}, {14, 17}, {-14, 17}, {-17, 0}};
    private static final double HULL_DENSITY = 5;
    private static final double LEG_DENSITY = 1;
    private static final double LEG_FRICTION = 0.2;
    private static final double LEG_WIDTH = 4 / PIXELS;
    private static final double LEG_LENGTH = 16 / PIXELS;
    private static final double LEG_AWAY = 20 / PIXELS;
    private static final double LEG_SPREAD = 0.4;
    private static final double LEG_LEAN = 0.05;
    private static final double LEG_PLAY = 0.5;
    private static final double LEG_MOTOR_SPEED = 0.3;
    private static final double LEG_MOTOR_TORQUE = 40;
    private static final double MAIN_POWER = 13;
    private static final double MAIN_DOWN = 4 / PIXELS;
    private static final double SIDE_POWER = 0.6;
    private static final double SIDE_AWAY = 12 / PIXELS;
    private static final double SIDE_UP = 14 / PIXELS;
    private static final double SIDE_LEAN = 17 / PIXELS;

    private static final long GROUND_KIND = 1;
    private static final long LANDER_KIND = 2;

    private final MoonTerrain terrain;
    private final World<Body> world = new World<>();
    private final Body ground = new Body();
    private final Body hull = new Body();
    private final List<Body> legs = new ArrayList<>();
    private double angle;
    private boolean crashed;

    /** A lander whose hull's origin is at a place, upright and at rest. */
    MoonWorld(MoonTerrain terrain, double x, double y) {
        this.terrain = terrain;
        world.setGravity(0, GRAVITY);
        world.getSettings().setStepFrequency(1 / RATE / PARTS);
        world.getSettings().setVelocityConstraintSolverIterations(60);
        world.getSettings().setPositionConstraintSolverIterations(60);
        // the ground is solid, so nothing can pass through it unseen
        world.getSettings().setContinuousDetectionMode(ContinuousDetectionMode.NONE);
        for (int i = 0; i < terrain.pieces(); i++) {
            add(ground, Geometry.createPolygon(points(terrain.piece(i, -10))), 1, FRICTION, GROUND_KIND, LANDER_KIND);
        }
        ground.setMass(MassType.INFINITE);
        world.addBody(ground);
        double[][] corners = HULL.clone();
        for (int i = 0; i < corners.length; i++) {
            corners[i] = new double[] {corners[i][0] / PIXELS, corners[i][1] / PIXELS};
        }
        add(hull, Geometry.createPolygon(points(corners)), HULL_DENSITY, FRICTION, LANDER_KIND, GROUND_KIND);
        free(hull, x, y, 0);
        for (int side : new int[] {1, -1}) {
            hang(side, x, y);
        }
    }

    private static void add(Body body, Convex shape, double density, double friction, long kind, long meets) {
        BodyFixture fixture = body.addFixture(shape, density, friction, 0);
        fixture.setFilter(new CategoryFilter(kind, meets));
    }

    private void free(Body body, double x, double y, double angle) {
        body.setMass(MassType.NORMAL);
        body.setLinearDamping(0);
        body.setAngularDamping(0);
        body.rotate(angle);
        body.translate(x, y);
        world.addBody(body);
    }

    /**
     * Hangs a leg to the hull's origin. As in the published task it is not yet in its place, where the first step puts it; by that a
     * push before this step turns the lander more than it would later.
     */
    private void hang(int side, double x, double y) {
        Body leg = new Body();
        add(leg, Geometry.createRectangle(LEG_WIDTH, LEG_LENGTH), LEG_DENSITY, LEG_FRICTION, LANDER_KIND, GROUND_KIND);
        free(leg, x + side * LEG_AWAY, y, -side * LEG_LEAN);
        double least = side > 0 ? LEG_SPREAD : -LEG_SPREAD - LEG_PLAY;
        world.addJoint(new LegHinge(
                hull,
                leg,
                new Vector2(-side * LEG_AWAY, LEG_DOWN),
                least,
                least + LEG_PLAY,
                -side * LEG_MOTOR_SPEED,
                LEG_MOTOR_TORQUE));
        legs.add(leg);
    }

    private static Vector2[] points(double[][] corners) {
        Vector2[] points = new Vector2[corners.length];
        for (int i = 0; i < corners.length; i++) {
            points[i] = new Vector2(corners[i][0], corners[i][1]);
        }
        return points;
    }

    /** Pushes the hull in its centre of mass, with an impulse in N s. */
    void push(double x, double y) {
        hull.applyImpulse(new Vector2(x, y));
    }

    /** A step's burst of the main engine, upwards as the hull sees it, its strength and direction a little random. */
    void fireMain(SplittableRandom rng) {
        double up = MAIN_DOWN + 2 * dispersion(rng);
        double right = dispersion(rng);
        fire(MAIN_POWER, up, right, new Vector2());
    }

    /** A step's burst of an engine on the hull's upper part that pushes and turns it to a side, -1 for the left and 1 for the right. */
    void fireSide(int side, SplittableRandom rng) {
        double up = dispersion(rng);
        double right = side * SIDE_AWAY + 3 * dispersion(rng);
        double angle = angle();
        // the published task lets the nozzle lean more than the hull does
        fire(SIDE_POWER, up, right, new Vector2(-Math.sin(angle) * SIDE_LEAN, Math.cos(angle) * SIDE_UP));
    }

    /** The gas leaves where the vector of the push, put to the hull's origin, ends on the far side. */
    private void fire(double power, double up, double right, Vector2 nozzle) {
        Vector2 push = new Vector2(right, up).rotate(angle());
        Vector2 point = hull.getTransform().getTranslation().add(nozzle).subtract(push);
        hull.applyImpulse(push.product(power), point);
    }

    private static double dispersion(SplittableRandom rng) {
        return rng.nextDouble(-1, 1) / PIXELS;
    }

    void step() {
        for (int i = 0; i < PARTS; i++) {
            world.step(1);
            crashed |= world.isInContact(hull, ground);
        }
        // dyn4j knows angles up to a whole turn only
        double now = rotation(hull);
        angle += Math.IEEEremainder(now - angle, 2 * Math.PI);
    }

    /** By the direction of the body's own x-axis: the library's arc cosine of an angle near 0 has but half the digits. */
    private static double rotation(Body body) {
        Vector2 right = body.getTransform().getTransformedR(new Vector2(1, 0));
        return Math.atan2(right.y, right.x);
    }

    MoonTerrain terrain() {
        return terrain;
    }

    double x() {
        return hull.getTransform().getTranslationX();
    }

    double y() {
        return hull.getTransform().getTranslationY();
    }

    /** In radians, from upright, whole turns counted. */
    double angle() {
        return angle;
    }

    /** The speeds of the hull's centre of mass. */
    double speedX() {
        return hull.getLinearVelocity().x;
    }

    double speedY() {
        return hull.getLinearVelocity().y;
    }

    double turning() {
        return hull.getAngularVelocity();
    }

    /** How far a leg is spread, in radians; 0.4 without a load. */
    double spread(int leg) {
        return Math.abs(Math.IEEEremainder(rotation(legs.get(leg)) - rotation(hull), 2 * Math.PI));
    }

    boolean legTouches(int leg) {
        return world.isInContact(legs.get(leg), ground);
    }

    /** Did the hull ever touch the ground? */
    boolean crashed() {
        return crashed;
    }

    /** Did everything lie still for half a second? */
    boolean asleep() {
        return hull.isAtRest();
    }

    /** The corners of the hull and of the legs, each its x and its y. */
    double[][] hullOutline() {
        return outline(hull);
    }

    double[][] legOutline(int leg) {
        return outline(legs.get(leg));
    }

    /** The corners of an engine's flame: 0 for the main one, -1 and 1 for those that push to the left and to the right. */
    double[][] flame(int engine) {
        double[][] local = engine == 0
                ? new double[][] {{-0.25, -0.3}, {0.25, -0.3}, {0, -1.1}}
                : new double[][] {{-engine * 0.5, 0.6}, {-engine * 0.5, 0.3}, {-engine * 1.0, 0.45}};
        for (double[] corner : local) {
            Vector2 p = hull.getWorldPoint(new Vector2(corner[0], corner[1]));
            corner[0] = p.x;
            corner[1] = p.y;
        }
        return local;
    }

    private static double[][] outline(Body body) {
        Vector2[] local = ((Wound) body.getFixture(0).getShape()).getVertices();
        double[][] outline = new double[local.length][];
        for (int i = 0; i < local.length; i++) {
            Vector2 p = body.getWorldPoint(local[i]);
            outline[i] = new double[] {p.x, p.y};
        }
        return outline;
    }
}
