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
package io.github.tribuogen.video.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.config.Require;
import java.util.ArrayList;
import java.util.List;

/**
 * A glyph in the middle that turns, grows and leans. The angle starts uniform within its limits, changes by a constant number of degrees
 * a frame, and turns round at the limits, which keep a 6 from becoming a 9; the scale is {@code 1 + 0.2 sin(phase)} and the shear {@code
 * 0.2 sin(other phase)}, with phases that advance by constants.
 */
public final class AffineMotion implements GlyphMotion {
    private static final double SWING = 0.2;

    @Config(description = "The largest angle to either side in degrees, in [0, 90).")
    private double largestAngle = 45;

    @Config(description = "The largest change of the angle in degrees a frame, at least 0.")
    private double largestTurn = 12;

    @Config(description = "The largest change of a phase in radians a frame, at least 0.")
    private double largestPhaseStep = 0.6;

    /** Up to 45 degrees, 12 a frame. Also for OLCUT. */
    public AffineMotion() {}

    @Override
    public void postConfig() {
        Require.that(largestAngle >= 0 && largestAngle < 90, "largestAngle", largestAngle, "a number in [0, 90)");
        if (!(largestTurn >= 0 && largestTurn <= largestAngle)) {
            throw new PropertyException(
                    "", "largestTurn", "found " + largestTurn + ", expected 0 to largestAngle = " + largestAngle);
        }
        Require.notNegative("largestPhaseStep", largestPhaseStep);
    }

    @Override
    public List<GlyphPose> poses(int frames, ClipRandom random) {
        double angle = random.uniform(-largestAngle, largestAngle);
        double turn = random.uniform(-largestTurn, largestTurn);
        double scalePhase = random.uniform(0, 2 * StrictMath.PI);
        double scaleStep = random.uniform(-largestPhaseStep, largestPhaseStep);
        double shearPhase = random.uniform(0, 2 * StrictMath.PI);
        double shearStep = random.uniform(-largestPhaseStep, largestPhaseStep);
        List<GlyphPose> poses = new ArrayList<>();
        for (int t = 0; t < frames; t++) {
            poses.add(new GlyphPose(
                    0.5, 0.5, angle, 1 + SWING * StrictMath.sin(scalePhase), SWING * StrictMath.sin(shearPhase)));
            if (Math.abs(angle + turn) > largestAngle) {
                turn = -turn;
            }
            angle += turn;
            scalePhase += scaleStep;
            shearPhase += shearStep;
        }
        return poses;
    }

    @Override
    public List<String> factors() {
        return List.of("angle", "scale", "shear");
    }

    @Override
    public String toString() {
        return "AffineMotion(largestAngle=" + largestAngle + ", largestTurn=" + largestTurn + ", largestPhaseStep="
                + largestPhaseStep + ")";
    }
}
