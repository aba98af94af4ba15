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
package io.github.tribuogen.integration.experiment;

import io.github.tribuogen.flow.FlowModel;
import io.github.tribuogen.flow.toy.ClosedForm;
import io.github.tribuogen.flow.toy.ToyDataSource;
import io.github.tribuogen.flow.toy.ToyDensity;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityModel;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.report.AnimatedGif;
import io.github.tribuogen.neural.report.DensityMap;
import io.github.tribuogen.neural.report.Picture;
import io.github.tribuogen.neural.runtime.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.tribuo.MutableDataset;

/** What the experiments on figures of the plane share: data, the distance from the truth, grids, pictures. */
final class ToyJudge {
    static final int TEST = 10_000;
    static final double EDGE = 7;
    static final int CELLS = 200;

    private ToyJudge() {}

    /** The figures to run: {@code -Dtribuogen.toys=MOONS,PINWHEEL}; all of some if that is not set. */
    static Set<ToyDensity> chosen(Set<ToyDensity> some) {
        Set<ToyDensity> all = EnumSet.copyOf(some);
        String names = System.getProperty("tribuogen.toys", "");
        if (!names.isEmpty()) {
            all.retainAll(
                    Arrays.stream(names.split(",")).map(ToyDensity::valueOf).toList());
        }
        return all;
    }

    static MutableDataset<LogDensity> data(ToyDensity toy, int n, long seed) {
        return new MutableDataset<>(new ToyDataSource(toy, n, seed));
    }

    /** {@value #TEST} points that no model was trained on. */
    static float[][] test(ToyDensity toy, LogDensityModel model) {
        return model.toRows(data(toy, TEST, 1000));
    }

    static TrainingSettings.Builder settings(int batch, int steps) {
        return TrainingSettings.builder()
                .batchSize(batch)
                .steps(steps)
                .device(Device.cpu(Integer.getInteger("tribuogen.threads", 1)))
                .showProgress(false);
    }

    /**
     * Kullback-Leibler divergence from the truth to a model, and its standard error. As an estimate of the expected negative
     * log density less the entropy it varies far less than the mean negative log density of the points does.
     */
    record Divergence(double mean, double error) {
        static Divergence of(ToyDensity toy, float[][] points, double[] logDensity) {
            double[] truth = ClosedForm.of(toy).logDensity(points);
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < truth.length; i++) {
                double excess = truth[i] - logDensity[i];
                sum += excess;
                squares += excess * excess;
            }
            double mean = sum / truth.length;
            return new Divergence(mean, Math.sqrt((squares / truth.length - mean * mean) / truth.length));
        }
    }

    /** The centres of the cells of a grid, row by row. */
    static float[][] grid() {
        float[][] points = new float[CELLS * CELLS][];
        for (int row = 0; row < CELLS; row++) {
            for (int column = 0; column < CELLS; column++) {
                points[row * CELLS + column] = new float[] {centre(column), centre(row)};
            }
        }
        return points;
    }

    private static float centre(int cell) {
        return (float) (-EDGE + (cell + 0.5) * 2 * EDGE / CELLS);
    }

    /** The integral of a density over the grid. */
    static double mass(double[] logDensity) {
        return Arrays.stream(logDensity).map(Math::exp).sum() * Math.pow(2 * EDGE / CELLS, 2);
    }

    /** Mean and greatest distance of points from where they come back to. */
    static double[] roundTrip(float[][] points, float[][] back) {
        double sum = 0;
        double worst = 0;
        for (int i = 0; i < points.length; i++) {
            double distance = Math.hypot(points[i][0] - back[i][0], points[i][1] - back[i][1]);
            sum += distance / points.length;
            worst = Math.max(worst, distance);
        }
        return new double[] {sum, worst};
    }

    static String fileName(String kind, ToyDensity toy) {
        return "flow-" + kind + "-" + toy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Picture map(ToyDensity toy, double[] logDensity) {
        double[][] p = new double[CELLS][CELLS];
        for (int i = 0; i < logDensity.length; i++) {
            p[i / CELLS][i % CELLS] = Math.exp(logDensity[i]);
        }
        return DensityMap.of(p, -EDGE, EDGE, -EDGE, EDGE)
                .title(toy + ", density of the flow")
                .axes("x1", "x2", "p(x)")
                .render();
    }

    /** Points on their way from the base to the data. */
    static Picture journey(FlowModel model) {
        SplittableRandom rng = new SplittableRandom(3);
        float[][] base = new float[4000][2];
        for (float[] z : base) {
            z[0] = (float) rng.nextGaussian();
            z[1] = (float) rng.nextGaussian();
        }
        List<Picture> frames = new ArrayList<>();
        for (float[][] points : model.path(base)) {
            double[][] histogram = new double[80][80];
            for (float[] x : points) {
                int column = (int) ((x[0] + 4) * 10);
                int row = (int) ((x[1] + 4) * 10);
                if (column >= 0 && column < 80 && row >= 0 && row < 80) {
                    histogram[row][column]++;
                }
            }
            frames.add(DensityMap.of(histogram, -4, 4, -4, 4)
                    .title("from noise to data")
                    .axes("x1", "x2", "points")
                    .range(0, 20)
                    .render());
        }
        return AnimatedGif.of(frames).delayMillis(150).render();
    }
}
