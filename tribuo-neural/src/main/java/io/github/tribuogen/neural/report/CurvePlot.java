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
package io.github.tribuogen.neural.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Named curves over one axis: training curves, accuracy over the radius of an attack.
 *
 * <pre>{@code
 * Picture picture = CurvePlot.of("Training", "step", "loss").curve("JEM", steps, losses).logY().render();
 * }</pre>
 */
public final class CurvePlot {
    /** More points than pixels only cost time. */
    private static final int MOST_POINTS = 2000;

    private static final int MARKER_SIZE = 7;

    private final String title;
    private final String xTitle;
    private final String yTitle;
    private final Map<String, double[][]> curves = new LinkedHashMap<>();
    private boolean logX;
    private boolean logY;
    private boolean markers;
    private double yLow = Double.NaN;
    private double yHigh = Double.NaN;

    private CurvePlot(String title, String xTitle, String yTitle) {
        this.title = title;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
    }

    /**
     * Starts a plot.
     *
     * @param title the heading; may be empty
     * @param xTitle what runs to the right
     * @param yTitle what runs upwards
     * @return the plot, without curves
     */
    public static CurvePlot of(String title, String xTitle, String yTitle) {
        return new CurvePlot(title, xTitle, yTitle);
    }

    /**
     * Adds a curve. Values that are not finite leave a gap.
     *
     * @param name its name in the key, not used before
     * @param x positions, finite, at least one
     * @param y as many values
     * @return this
     */
    public CurvePlot curve(String name, double[] x, double[] y) {
        return curve(name, x, y, null);
    }

    /**
     * Adds a curve with error bars.
     *
     * @param name its name in the key, not used before
     * @param x positions, finite, at least one
     * @param y as many values
     * @param error as many half lengths of bars, such as standard errors, or null for none; a bar that is
     *     negative, not finite, or reaches 0 on a logarithmic axis is left out
     * @return this
     */
    public CurvePlot curve(String name, double[] x, double[] y, double[] error) {
        if (x.length == 0) {
            throw new IllegalArgumentException("x of curve '" + name + "' is empty, expected at least one point");
        }
        if (y.length != x.length || error != null && error.length != x.length) {
            throw new IllegalArgumentException("curve '" + name + "' has " + x.length + " x, " + y.length + " y"
                    + (error == null ? "" : " and " + error.length + " errors") + ", expected as many of each");
        }
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i])) {
                throw new IllegalArgumentException(
                        "x[" + i + "] of curve '" + name + "' is " + x[i] + ", expected a finite number");
            }
        }
        if (curves.putIfAbsent(name, error == null ? new double[][] {x, y} : new double[][] {x, y, error}) != null) {
            throw new IllegalArgumentException("There is a curve '" + name + "' already, expected another name");
        }
        return this;
    }

    /** Makes the horizontal axis logarithmic; points that are not positive are left out. */
    public CurvePlot logX() {
        logX = true;
        return this;
    }

    /** Makes the vertical axis logarithmic; values that are not positive leave a gap. */
    public CurvePlot logY() {
        logY = true;
        return this;
    }

    /** Marks each point with a dot: for few points, each of which counts. */
    public CurvePlot markers() {
        markers = true;
        return this;
    }

    /**
     * Sets the ends of the vertical axis, instead of fitting them to the curves.
     *
     * @param low the lower end
     * @param high the upper end, above {@code low}
     * @return this
     */
    public CurvePlot yRange(double low, double high) {
        if (!(low < high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException(
                    "y range is [" + low + ", " + high + "], expected low < high, both finite");
        }
        yLow = low;
        yHigh = high;
        return this;
    }

    /**
     * Draws the plot.
     *
     * @return the picture
     * @throws IllegalStateException if there is no curve with a point that can be shown, or the machine has no font
     */
    public Picture render() {
        XYChart chart = Charts.xy(title, xTitle, yTitle);
        boolean something = false;
        for (Map.Entry<String, double[][]> curve : curves.entrySet()) {
            double[][] shown = shown(curve.getValue());
            if (shown[0].length == 0) {
                continue;
            }
            XYSeries series = shown.length == 3
                    ? chart.addSeries(curve.getKey(), shown[0], shown[1], shown[2])
                    : chart.addSeries(curve.getKey(), shown[0], shown[1]);
            // A lone point draws no line.
            series.setMarker(markers || shown[0].length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
            something |= anyFinite(shown[1]);
        }
        if (!something) {
            throw new IllegalStateException(
                    "The plot '" + title + "' has no point to show, expected a curve with a finite value"
                            + (logX || logY ? " that is positive on the logarithmic axis" : ""));
        }
        chart.getStyler().setMarkerSize(MARKER_SIZE);
        chart.getStyler().setErrorBarsColorSeriesColor(true);
        chart.getStyler().setXAxisLogarithmic(logX);
        chart.getStyler().setYAxisLogarithmic(logY);
        if (!Double.isNaN(yLow)) {
            chart.getStyler().setYAxisMin(yLow);
            chart.getStyler().setYAxisMax(yHigh);
        }
        return Charts.picture(chart);
    }

    /** Leaves out what cannot be drawn, and thins long curves by keeping the extremes of each block. */
    private double[][] shown(double[][] curve) {
        int n = curve[0].length;
        int[] kept = new int[n];
        int count = 0;
        int block = Math.max(1, (int) Math.ceil(2.0 * n / MOST_POINTS));
        for (int start = 0; start < n; start += block) {
            int end = Math.min(n, start + block);
            int least = start;
            int greatest = start;
            for (int i = start + 1; i < end; i++) {
                least = less(curve[1][i], curve[1][least]) ? i : least;
                greatest = less(curve[1][greatest], curve[1][i]) ? i : greatest;
            }
            int first = Math.min(least, greatest);
            int second = Math.max(least, greatest);
            if (!logX || curve[0][first] > 0) {
                kept[count++] = first;
            }
            if (second != first && (!logX || curve[0][second] > 0)) {
                kept[count++] = second;
            }
        }
        double[][] shown = new double[curve.length][count];
        for (int i = 0; i < count; i++) {
            for (int part = 0; part < curve.length; part++) {
                shown[part][i] = curve[part][kept[i]];
            }
            boolean drawable = Double.isFinite(shown[1][i]) && (!logY || shown[1][i] > 0);
            if (!drawable) {
                shown[1][i] = Double.NaN;
            }
            if (shown.length == 3 && !(drawable && barDrawable(shown[1][i], shown[2][i]))) {
                shown[2][i] = 0;
            }
        }
        shown[0] = Charts.uneven(shown[0]);
        return shown;
    }

    private boolean barDrawable(double value, double error) {
        return error >= 0 && Double.isFinite(error) && (!logY || error < value);
    }

    /** Finite values in their order; one that is not finite gives way to any other. */
    private static boolean less(double a, double b) {
        return Double.isFinite(a) && (!Double.isFinite(b) || a < b);
    }

    private static boolean anyFinite(double[] values) {
        for (double value : values) {
            if (Double.isFinite(value)) {
                return true;
            }
        }
        return false;
    }
}
