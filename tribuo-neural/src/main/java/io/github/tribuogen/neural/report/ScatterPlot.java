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

/** Points of the plane in groups, each of a colour of its own (colours begin again after eight or so). */
public final class ScatterPlot {
    private static final int MARKER_SIZE = 4;

    private final String title;
    private final String xTitle;
    private final String yTitle;
    private final Map<String, double[][]> groups = new LinkedHashMap<>();

    private ScatterPlot(String title, String xTitle, String yTitle) {
        this.title = title;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
    }

    /**
     * Starts a plot.
     *
     * @param title its title
     * @param xTitle the title of the horizontal axis
     * @param yTitle the title of the vertical axis
     * @return the plot, empty
     */
    public static ScatterPlot of(String title, String xTitle, String yTitle) {
        return new ScatterPlot(title, xTitle, yTitle);
    }

    /**
     * Adds a group.
     *
     * @param name its name in the key, not used before
     * @param x positions, finite, at least one
     * @param y as many
     * @return this
     * @throws IllegalArgumentException if the name is used, a group is empty, or values are missing or not finite
     */
    public ScatterPlot group(String name, double[] x, double[] y) {
        if (x.length == 0 || x.length != y.length) {
            throw new IllegalArgumentException("group '" + name + "' has " + x.length + " x and " + y.length
                    + " y, expected as many of each, at least one");
        }
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) {
                throw new IllegalArgumentException("point " + i + " of group '" + name + "' is (" + x[i] + ", " + y[i]
                        + "), expected finite numbers");
            }
        }
        if (groups.putIfAbsent(name, new double[][] {x.clone(), y.clone()}) != null) {
            throw new IllegalArgumentException("group '" + name + "' is there already, expected another name");
        }
        return this;
    }

    /**
     * Draws the plot.
     *
     * @return the picture
     * @throws IllegalStateException if there is no group, or the machine has no font
     */
    public Picture render() {
        if (groups.isEmpty()) {
            throw new IllegalStateException("The plot '" + title + "' has no group, expected at least one");
        }
        XYChart chart = Charts.xy(title, xTitle, yTitle);
        groups.forEach((name, points) -> {
            XYSeries series = chart.addSeries(name, Charts.uneven(points[0]), points[1]);
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            series.setMarker(SeriesMarkers.CIRCLE);
        });
        chart.getStyler().setMarkerSize(MARKER_SIZE);
        return Charts.picture(chart);
    }
}
