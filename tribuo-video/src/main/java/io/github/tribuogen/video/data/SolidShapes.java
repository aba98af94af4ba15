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

/** Draws the proportions of one solid of a kind. */
final class SolidShapes {
    private SolidShapes() {}

    static Mesh of(Solid kind, ClipRandom r) {
        Mesh mesh = new Mesh();
        switch (kind) {
            case CHAIR -> chair(mesh, r);
            case TABLE -> table(mesh, r);
            case ANGLE -> {
                double length = r.uniform(0.8, 1.2);
                double side = r.uniform(0.25, 0.4);
                double height = r.uniform(0.6, 1.1);
                mesh.box(0, 0, 0, length, side, side).box(0, side, 0, side, height, side);
            }
            case BOX -> {
                double width = r.uniform(0.3, 0.6);
                mesh.box(0, 0, 0, r.uniform(0.8, 1.4), r.uniform(0.4, 1), width);
            }
            case LYING_CONE -> mesh.cone(0, r.uniform(0.3, 0.6), r.uniform(0.8, 1.4));
            case STANDING_RING -> mesh.ring(r.uniform(0.6, 0.8), r.uniform(0.12, 0.3));
        }
        return mesh.centred();
    }

    /** Front is at positive z; the back stands on the rear edge of the seat. */
    private static void chair(Mesh mesh, ClipRandom r) {
        double w = r.uniform(0.7, 1.1);
        double d = r.uniform(0.7, 1.1);
        double seat = r.uniform(0.06, 0.14);
        double legHeight = r.uniform(0.4, 0.8);
        double leg = r.uniform(0.06, 0.14);
        double inset = r.uniform(0, 0.1);
        legs(mesh, w, d, legHeight, leg, inset);
        double top = legHeight + seat;
        mesh.box(-w / 2, legHeight, -d / 2, w / 2, top, d / 2);
        double backHeight = r.uniform(0.5, 1.1);
        double backThickness = r.uniform(0.05, 0.12);
        double backWidth = w * r.uniform(0.5, 1);
        mesh.box(-backWidth / 2, top, -d / 2, backWidth / 2, top + backHeight, -d / 2 + backThickness);
        boolean arms = r.uniform() < 0.4;
        double armHeight = r.uniform(0.2, 0.4);
        double arm = r.uniform(0.05, 0.1);
        if (arms) {
            for (int side = -1; side <= 1; side += 2) {
                double inner = side * (w / 2 - arm);
                double outer = side * w / 2;
                double left = Math.min(inner, outer);
                double right = Math.max(inner, outer);
                mesh.box(left, top + armHeight - arm, -d / 2, right, top + armHeight, d / 2);
                mesh.box(left, top, d / 2 - arm, right, top + armHeight - arm, d / 2);
            }
        }
    }

    private static void legs(Mesh mesh, double w, double d, double height, double leg, double inset) {
        for (int i = 0; i < 4; i++) {
            double x = (i & 1) == 0 ? -w / 2 + inset : w / 2 - inset - leg;
            double z = (i & 2) == 0 ? -d / 2 + inset : d / 2 - inset - leg;
            mesh.box(x, 0, z, x + leg, height, z + leg);
        }
    }

    private static void table(Mesh mesh, ClipRandom r) {
        double w = r.uniform(1.2, 1.8);
        double d = r.uniform(0.6, 0.9);
        double height = r.uniform(0.5, 0.9);
        double leg = r.uniform(0.06, 0.14);
        legs(mesh, w, d, height, leg, r.uniform(0, 0.15));
        mesh.box(-w / 2, height, -d / 2, w / 2, height + r.uniform(0.05, 0.14), d / 2);
    }
}
