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
import io.github.tribuogen.neural.config.Require;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps of one length in a direction that the edges reflect. The start is uniform over the free range and the heading over all angles; the
 * first frame is one step in. At an edge the position is cut off there and its component of the velocity turns round.
 */
public final class BouncingMotion implements GlyphMotion {
    @Config(description = "The length of a step as a share of the free range, at least 0 and below 1.")
    private double step = 0.1;

    /** Steps of a tenth. Also for OLCUT. */
    public BouncingMotion() {}

    /**
     * A motion.
     *
     * @param step The length of a step as a share of the free range, at least 0 and below 1.
     */
    public BouncingMotion(double step) {
        this.step = step;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.fraction("step", step);
    }

    @Override
    public List<GlyphPose> poses(int frames, ClipRandom random) {
        double[] place = {random.uniform(), random.uniform()};
        double heading = random.uniform(0, 2 * StrictMath.PI);
        double[] velocity = {step * StrictMath.cos(heading), step * StrictMath.sin(heading)};
        List<GlyphPose> poses = new ArrayList<>();
        for (int t = 0; t < frames; t++) {
            for (int axis = 0; axis < 2; axis++) {
                double next = place[axis] + velocity[axis];
                place[axis] = Math.min(Math.max(next, 0), 1);
                if (next <= 0 || next >= 1) {
                    velocity[axis] = -velocity[axis];
                }
            }
            poses.add(GlyphPose.at(place[0], place[1]));
        }
        return poses;
    }

    @Override
    public List<String> factors() {
        return List.of("x", "y");
    }

    @Override
    public String toString() {
        return "BouncingMotion(step=" + step + ")";
    }
}
