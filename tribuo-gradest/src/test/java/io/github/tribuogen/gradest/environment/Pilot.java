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

/** Flies the lunar lander by hand-written proportional and differential control. */
final class Pilot {
    private Pilot() {}

    /** Leans against what is off to a side, and holds a height that grows with it; once a foot is down, only the fall is braked. */
    static double[] act(double[] o) {
        double lean = Math.max(-0.3, Math.min(0.3, 0.5 * o[0] + o[2]));
        double turn = 0.5 * (lean - o[4]) - 1.2 * o[5];
        double rise = 0.5 * (1.5 * Math.abs(o[0]) - o[1]) - 0.5 * o[3];
        if (o[6] + o[7] > 0) {
            turn = 0;
            rise = -0.5 * o[3];
        }
        if (rise > Math.max(0.05, Math.abs(turn))) {
            return new double[] {2};
        }
        return new double[] {turn > 0.05 ? 1 : turn < -0.05 ? 3 : 0};
    }
}
