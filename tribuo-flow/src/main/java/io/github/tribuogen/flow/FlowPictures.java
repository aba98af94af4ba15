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
package io.github.tribuogen.flow;

import io.github.tribuogen.neural.density.LogDensityModel;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.report.AnimatedGif;
import io.github.tribuogen.neural.report.CurvePlot;
import io.github.tribuogen.neural.report.DensityMap;
import io.github.tribuogen.neural.report.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Pictures of densities of the plane: what a flow has learnt, what it draws, and the way of its points from noise to data. */
public final class FlowPictures {
    private static final int FRAME_MILLIS = 80;
    private static final int REST_MILLIS = 1200;

    private final double low;
    private final double high;
    private final int cells;

    private FlowPictures(double low, double high, int cells) {
        this.low = low;
        this.high = high;
        this.cells = cells;
    }

    /**
     * Pictures of a square.
     *
     * @param low Where both axes begin.
     * @param high Where both axes end, above {@code low}.
     * @param cells Cells along each axis, at least 1.
     * @return The pictures.
     */
    public static FlowPictures of(double low, double high, int cells) {
        if (!(high > low) || cells < 1) {
            throw new IllegalArgumentException("a range of positive length and at least 1 cell expected, found " + low
                    + " to " + high + " in " + cells + " cells");
        }
        return new FlowPictures(low, high, cells);
    }

    /**
     * A density at the centres of the cells.
     *
     * @param title The title.
     * @param model Any density of the plane.
     * @param points Data to draw over it, [n, 2]; may be empty.
     * @return The map.
     * @throws IllegalArgumentException If the density is not one of two coordinates.
     */
    public Picture density(String title, LogDensityModel model, float[][] points) {
        requirePlane(model);
        double width = (high - low) / cells;
        float[][] rows = new float[cells * cells][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] =
                    new float[] {(float) (low + (i % cells + 0.5) * width), (float) (low + (i / cells + 0.5) * width)};
        }
        double[] l = model.logDensity(rows);
        double[][] values = new double[cells][cells];
        for (int i = 0; i < l.length; i++) {
            values[i / cells][i % cells] = Math.exp(l[i]);
        }
        return map(title, values).points(doubles(points)).render();
    }

    /**
     * Points as counts of the cells, in units of density.
     *
     * @param title The title.
     * @param points The points, [n, 2]; those outside are left out.
     * @return The map.
     */
    public Picture samples(String title, float[][] points) {
        return map(title, histogram(points)).render();
    }

    /**
     * A few points as dots.
     *
     * @param title The title.
     * @param points The points, [n, 2]; those outside are left out.
     * @return The picture.
     */
    public Picture scatter(String title, float[][] points) {
        return map(title, new double[1][1]).range(0, 1).points(doubles(points)).render();
    }

    /**
     * Draws base points and shows them on their way to data.
     *
     * @param title The title.
     * @param model A flow of the plane.
     * @param points How many points, at least 1.
     * @param rng The source of the base points.
     * @return An animation that rests on its last frame.
     * @throws IllegalArgumentException If the density is not one of two coordinates.
     */
    public Picture trajectory(String title, FlowModel model, int points, RandomGenerator rng) {
        requirePlane(model);
        if (points < 1) {
            throw new IllegalArgumentException("points: at least 1 expected, found " + points);
        }
        float[][] base = new float[points][2];
        for (float[] z : base) {
            z[0] = (float) rng.nextGaussian();
            z[1] = (float) rng.nextGaussian();
        }
        float[][][] path = model.path(base);
        // colours of the end, so that frames can be compared
        double top = Arrays.stream(histogram(path[path.length - 1]))
                .flatMapToDouble(Arrays::stream)
                .max()
                .orElseThrow();
        List<Picture> frames = new ArrayList<>();
        for (float[][] now : path) {
            frames.add(map(title, histogram(now)).range(0, Math.max(top, 1e-9)).render());
        }
        Picture last = frames.get(frames.size() - 1);
        for (int i = 0; i < REST_MILLIS / FRAME_MILLIS; i++) {
            frames.add(last);
        }
        return AnimatedGif.of(frames).delayMillis(FRAME_MILLIS).render();
    }

    /**
     * The curves of training, all whose names begin with a word: "NLL", "NFE", "validation".
     *
     * @param title The title.
     * @param history The curves.
     * @param prefix How the names begin.
     * @return The plot.
     * @throws IllegalArgumentException If there is no such curve.
     */
    public static Picture curves(String title, TrainingHistory history, String prefix) {
        CurvePlot plot = CurvePlot.of(title, "step", prefix);
        int found = 0;
        for (var entry : history.curves().entrySet()) {
            if (entry.getKey().startsWith(prefix)) {
                float[] values = entry.getValue().values();
                double[] y = new double[values.length];
                Arrays.setAll(y, i -> values[i]);
                double[] x =
                        Arrays.stream(entry.getValue().steps()).asDoubleStream().toArray();
                plot.curve(entry.getKey(), x, y);
                found++;
            }
        }
        if (found == 0) {
            throw new IllegalArgumentException("prefix: the beginning of one of "
                    + history.curves().keySet() + " expected, found '" + prefix + "'");
        }
        return plot.render();
    }

    private static void requirePlane(LogDensityModel model) {
        if (model.dimension() != 2) {
            throw new IllegalArgumentException(
                    "model: a density of 2 coordinates expected, found " + model.dimension());
        }
    }

    private DensityMap map(String title, double[][] values) {
        return DensityMap.of(values, low, high, low, high).title(title).axes("x1", "x2", "density");
    }

    private double[][] histogram(float[][] points) {
        double[][] values = new double[cells][cells];
        double width = (high - low) / cells;
        double each = 1 / (points.length * width * width);
        for (float[] p : points) {
            int column = (int) Math.floor((p[0] - low) / width);
            int row = (int) Math.floor((p[1] - low) / width);
            if (row >= 0 && row < cells && column >= 0 && column < cells) {
                values[row][column] += each;
            }
        }
        return values;
    }

    private static double[][] doubles(float[][] points) {
        return Arrays.stream(points).map(p -> new double[] {p[0], p[1]}).toArray(double[][]::new);
    }
}
