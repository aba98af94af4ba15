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

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How several sets of scores are spread, one over the other: say log p(x) of known and of strange examples.
 *
 * <p>All sets share their bins. The height of a bin is the share of its set's values in it. Values beyond the ends count
 * in the outermost bins; those that are not numbers count nowhere and are told in the key.
 */
public final class HistogramPlot {
    private static final int FILL = 60;
    /** The tails left out of the range when no range is given: scores often have a few wild values. */
    private static final double TAIL = 0.005;

    private final String title;
    private final String scoreTitle;
    private final Map<String, double[]> sets = new LinkedHashMap<>();
    private int bins = 40;
    private double low = Double.NaN;
    private double high = Double.NaN;

    private HistogramPlot(String title, String scoreTitle) {
        this.title = title;
        this.scoreTitle = scoreTitle;
    }

    /**
     * Starts a plot.
     *
     * @param title the heading; may be empty
     * @param scoreTitle what is counted, with its unit
     * @return the plot, of 40 bins
     */
    public static HistogramPlot of(String title, String scoreTitle) {
        return new HistogramPlot(title, scoreTitle);
    }

    /**
     * Adds a set of scores.
     *
     * @param name its name in the key, not used before
     * @param scores any values, at least one
     * @return this
     */
    public HistogramPlot scores(String name, double[] scores) {
        if (scores.length == 0) {
            throw new IllegalArgumentException("scores of '" + name + "' is empty, expected at least one");
        }
        if (sets.putIfAbsent(name, scores.clone()) != null) {
            throw new IllegalArgumentException("There is a set '" + name + "' already, expected another name");
        }
        return this;
    }

    /**
     * Sets the number of bins.
     *
     * @param bins at least 1
     * @return this
     */
    public HistogramPlot bins(int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("bins is " + bins + ", expected at least 1");
        }
        this.bins = bins;
        return this;
    }

    /**
     * Sets the ends of the bins, instead of the 0.5 % and 99.5 % quantiles of all scores together.
     *
     * @param low the lower end
     * @param high the upper end, above {@code low}
     * @return this
     */
    public HistogramPlot range(double low, double high) {
        if (!(low < high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException(
                    "range is [" + low + ", " + high + "], expected low < high, both finite");
        }
        this.low = low;
        this.high = high;
        return this;
    }

    /**
     * Draws the plot.
     *
     * @return the picture
     * @throws IllegalStateException if there is no set, or the machine has no font
     */
    public Picture render() {
        if (sets.isEmpty()) {
            throw new IllegalStateException("The plot '" + title + "' has no scores, expected at least one set");
        }
        XYChart chart = Charts.xy(title, scoreTitle, "share of set");
        double[] range = range();
        double width = (range[1] - range[0]) / bins;
        // Each bin is a step of the outline, which begins and ends on the axis.
        double[] x = new double[2 * bins + 2];
        for (int edge = 0; edge <= bins; edge++) {
            x[2 * edge] = range[0] + edge * width;
            x[2 * edge + 1] = x[2 * edge];
        }
        int index = 0;
        for (Map.Entry<String, double[]> set : sets.entrySet()) {
            double[] shares = shares(set.getValue(), range[0], width, bins);
            double[] y = new double[x.length];
            for (int bin = 0; bin < bins; bin++) {
                y[2 * bin + 1] = shares[bin];
                y[2 * bin + 2] = shares[bin];
            }
            long broken = Arrays.stream(set.getValue()).filter(Double::isNaN).count();
            XYSeries series =
                    chart.addSeries(set.getKey() + (broken == 0 ? "" : " (" + broken + " NaN)"), Charts.uneven(x), y);
            series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(Theme.series(index));
            series.setFillColor(Theme.withAlpha(Theme.series(index), FILL));
            index++;
        }
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setPlotGridVerticalLinesVisible(false);
        return Charts.picture(chart);
    }

    /** The share of the values in each bin; the outermost take what lies beyond. */
    static double[] shares(double[] values, double low, double width, int bins) {
        double[] counts = new double[bins];
        int total = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                double position = Math.floor((value - low) / width);
                counts[(int) Math.min(bins - 1, Math.max(0, position))]++;
                total++;
            }
        }
        for (int bin = 0; bin < bins && total > 0; bin++) {
            counts[bin] /= total;
        }
        return counts;
    }

    private double[] range() {
        if (!Double.isNaN(low)) {
            return new double[] {low, high};
        }
        double[] all = sets.values().stream()
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (all.length == 0) {
            return new double[] {0, 1};
        }
        double least = all[(int) Math.floor(TAIL * (all.length - 1))];
        double greatest = all[(int) Math.ceil((1 - TAIL) * (all.length - 1))];
        double margin = least < greatest ? 0.02 * (greatest - least) : Math.max(1e-6, 0.5 * Math.abs(least));
        return new double[] {least - margin, greatest + margin};
    }
}
