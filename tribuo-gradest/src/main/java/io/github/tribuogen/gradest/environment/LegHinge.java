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

import org.dyn4j.dynamics.Body;
import org.dyn4j.dynamics.Settings;
import org.dyn4j.dynamics.TimeStep;
import org.dyn4j.dynamics.joint.RevoluteJoint;
import org.dyn4j.geometry.Mass;
import org.dyn4j.geometry.Matrix22;
import org.dyn4j.geometry.Vector2;

/**
 * The hinge of a leg of {@link MoonWorld}: free between two angles, and a motor of little strength that turns the leg to the stop.
 *
 * <p>Speeds are solved by dyn4j. Its correction of positions, as of 6.0.0, mixes the matrix of the bodies as they lie now with an
 * entry from the beginning of the step; in many iterations of a leg that turns fast the corrections grow without bound, so it is
 * replaced here.
 */
final class LegHinge extends RevoluteJoint<Body> {
    private final double least;
    private final double most;

    /**
     * A hinge through the origin of the hull.
     *
     * @param anchor The point of the leg that is held there, from the leg's middle.
     * @param least The smallest angle from the hull to the leg, in radians.
     * @param most The largest one.
     * @param speed The motor's speed, in radians a second.
     * @param torque The motor's strength, in N m.
     */
    LegHinge(Body hull, Body leg, Vector2 anchor, double least, double most, double speed, double torque) {
        super(hull, leg, hull.getWorldPoint(new Vector2()));
        localAnchor2.set(anchor);
        this.least = least;
        this.most = most;
        setLimitsReferenceAngle(0);
        setLimits(least, most);
        setLimitsEnabled(true);
        setMotorSpeed(speed);
        setMaximumMotorTorque(torque);
        // otherwise the motor is as strong as it needs to be, and the leg stiff
        setMaximumMotorTorqueEnabled(true);
        setMotorEnabled(true);
    }

    @Override
    public boolean solvePositionConstraints(TimeStep step, Settings settings) {
        double off = stop(settings);
        Mass m1 = body1.getMass();
        Mass m2 = body2.getMass();
        double i1 = m1.getInverseInertia();
        double i2 = m2.getInverseInertia();
        double impulse = -off / (i1 + i2);
        body1.rotateAboutCenter(-i1 * impulse);
        body2.rotateAboutCenter(i2 * impulse);

        Vector2 r1 = body1.getTransform().getTransformedR(body1.getLocalCenter().to(localAnchor1));
        Vector2 r2 = body2.getTransform().getTransformedR(body2.getLocalCenter().to(localAnchor2));
        Vector2 gap = getAnchor1().to(getAnchor2());
        Matrix22 k = new Matrix22();
        double masses = m1.getInverseMass() + m2.getInverseMass();
        k.m00 = masses + i1 * r1.y * r1.y + i2 * r2.y * r2.y;
        k.m01 = -i1 * r1.x * r1.y - i2 * r2.x * r2.y;
        k.m10 = k.m01;
        k.m11 = masses + i1 * r1.x * r1.x + i2 * r2.x * r2.x;
        Vector2 pull = k.solve(gap.getNegative());
        body1.translate(pull.product(-m1.getInverseMass()));
        body1.rotateAboutCenter(-i1 * r1.cross(pull));
        body2.translate(pull.product(m2.getInverseMass()));
        body2.rotateAboutCenter(i2 * r2.cross(pull));
        return gap.getMagnitude() <= settings.getLinearTolerance() && Math.abs(off) <= settings.getAngularTolerance();
    }

    /** How far to turn back from beyond a stop, in radians; a little beyond is left alone, or the leg would rattle there. */
    private double stop(Settings settings) {
        double angle = getAngularTranslation();
        double slack = settings.getAngularTolerance();
        double turn = settings.getMaximumAngularCorrection();
        if (angle <= least) {
            return Math.max(Math.min(angle - least + slack, 0), -turn);
        }
        if (angle >= most) {
            return Math.min(Math.max(angle - most - slack, 0), turn);
        }
        return 0;
    }
}
