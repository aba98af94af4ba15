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
package io.github.tribuogen.ebm.kernel;

import io.github.tribuogen.ebm.stein.ScoredSample;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.List;
import java.util.Map;

/** Means over a sample of {@code s(x_i) k(x_i, y) + grad_x k(x_i, y)} at places y, in blocks. */
final class SteinWitness {
    private SteinWitness() {}

    static double[][] values(RadialKernel kernel, double width, ScoredSample sample, float[][] at, Device device) {
        int d = sample.dimension();
        if (at.length == 0) {
            throw new IllegalArgumentException("at: at least one place expected, found none");
        }
        for (float[] y : at) {
            if (y.length != d) {
                throw new IllegalArgumentException("at: places of " + d + " coordinates expected, found " + y.length);
            }
        }
        float[][] points = sample.points();
        double[] centre = Rows.mean(points);
        double[] x = Rows.centred(points, centre);
        double[] s = Rows.flat(sample.scores());
        double[] places = Rows.centred(at, centre);
        double[][] sums = new double[at.length][d];
        try (Executable e = compile(kernel, width, d, device)) {
            for (int i = 0; i < at.length; i += BlockedGram.BLOCK) {
                int iEnd = Math.min(at.length, i + BlockedGram.BLOCK);
                for (int j = 0; j < points.length; j += BlockedGram.BLOCK) {
                    int jEnd = Math.min(points.length, j + BlockedGram.BLOCK);
                    double[] g = e.run(Map.of(
                                    "at", Rows.block(places, d, i, iEnd),
                                    "points", Rows.block(x, d, j, jEnd),
                                    "scores", Rows.block(s, d, j, jEnd)))
                            .get("g")
                            .toDoubles();
                    for (int k = 0; k < g.length; k++) {
                        sums[i + k / d][k % d] += g[k] / points.length;
                    }
                }
            }
        }
        return sums;
    }

    private static Executable compile(RadialKernel kernel, double width, int d, Device device) {
        Graph g = new Graph();
        Tensor at = g.input("at", DType.FLOAT64, Shape.of(List.of(Dim.symbol("places"), Dim.of(d))));
        Tensor points = g.input("points", DType.FLOAT64, Shape.of(List.of(Dim.symbol("rows"), Dim.of(d))));
        Tensor scores = g.input("scores", DType.FLOAT64, Shape.of(List.of(Dim.symbol("rows"), Dim.of(d))));
        RadialKernel.Profile p = kernel.profile(Pairing.distances(at, points), g.constant(DType.FLOAT64, width));
        // grad_x k = 2 f' (x - y)
        Tensor slope = p.first().mul(2);
        Tensor sum = p.value()
                .matMul(scores)
                .add(slope.matMul(points))
                .sub(slope.sumKeepDims(1).mul(at));
        return Executable.compile(
                new GraphFunction("witness", Map.of("at", at, "points", points, "scores", scores), Map.of("g", sum)),
                device);
    }
}
