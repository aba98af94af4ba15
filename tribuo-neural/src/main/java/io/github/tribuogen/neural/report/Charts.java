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

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Dresses XChart's charts in the {@link Theme} and makes pictures of them. */
final class Charts {
    static final int WIDTH = 640;
    /** Without the key. */
    static final int HEIGHT = 384;

    private static final int MARGIN = 18;
    private static final int KEY_LINE = 20;
    private static final int KEY_SAMPLE = 24;
    private static final int KEY_GAP = 18;
    private static final BasicStroke LINE = new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final int TITLE_HEIGHT = 34;
    /** XChart's own tolerance, as a distance, for calling positions evenly spaced. */
    private static final double EVEN = 1e-4;

    private Charts() {}

    static XYChart xy(String title, String xTitle, String yTitle) {
        Theme.requireFonts();
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT - TITLE_HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        XYStyler styler = chart.getStyler();
        Color[] colours = new Color[Theme.seriesColours()];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = Theme.series(i);
        }
        styler.setSeriesColors(colours);
        styler.setSeriesMarkers(new Marker[] {SeriesMarkers.NONE});
        styler.setSeriesLines(new BasicStroke[] {LINE});
        styler.setChartBackgroundColor(Theme.PAPER);
        styler.setPlotBackgroundColor(Theme.PAPER);
        styler.setPlotBorderVisible(false);
        styler.setChartFontColor(Theme.INK);
        styler.setChartPadding(12);
        // The title is drawn by us, on the left as in the other pictures.
        styler.setChartTitleVisible(false);
        // So is the key: XChart's own runs out of the picture where names are long.
        styler.setLegendVisible(false);
        styler.setAxisTitleFont(Theme.font(Font.PLAIN, Theme.LABEL_SIZE));
        styler.setAxisTickLabelsFont(Theme.font(Font.PLAIN, Theme.TICK_SIZE));
        styler.setAxisTickLabelsColor(Theme.FAINT_INK);
        styler.setAxisTickMarksColor(Theme.FRAME);
        styler.setAxisTickMarkLength(4);
        styler.setAxisTickPadding(4);
        styler.setPlotGridLinesColor(Theme.GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1f));
        styler.setYAxisLabelAlignment(TextAlignment.Right);
        styler.setPlotMargin(0);
        styler.setPlotContentSize(0.98);
        styler.setLocale(Locale.ROOT);
        styler.setTimezone(TimeZone.getTimeZone("UTC"));
        styler.setAntiAlias(true);
        return chart;
    }

    /**
     * The same positions, with the last moved by less than can be seen.
     *
     * <p>XChart puts the ticks of evenly spaced positions on some of them, however crooked (-42.44, -30.22); of uneven
     * ones, on round numbers.
     */
    static double[] uneven(double[] x) {
        double[] moved = x.clone();
        int last = x.length - 1;
        if (last >= 2 && Math.abs(x[last] - x[0]) > 1000 * EVEN) {
            moved[last] -= Math.copySign(Math.max(2 * EVEN, 1e-6 * Math.abs(x[last] - x[0])), x[last] - x[0]);
        }
        return moved;
    }

    /** How to write the numbers of an axis that shows these values: plainly, but for the very small and large. */
    private static String pattern(Stream<double[]> data, boolean logarithmic) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = 0;
        for (double[] values : (Iterable<double[]>) data::iterator) {
            for (double value : values) {
                if (Double.isFinite(value) && value != 0) {
                    least = Math.min(least, Math.abs(value));
                    greatest = Math.max(greatest, Math.abs(value));
                }
            }
        }
        boolean plain = greatest < 1e7 && (logarithmic ? least >= 1e-5 : greatest >= 1e-3 || greatest == 0);
        return plain ? "0.######" : "0.##E0";
    }

    static Picture picture(XYChart chart) {
        XYStyler styler = chart.getStyler();
        styler.setXAxisDecimalPattern(
                pattern(chart.getSeriesMap().values().stream().map(XYSeries::getXData), styler.isXAxisLogarithmic()));
        styler.setYAxisDecimalPattern(
                pattern(chart.getSeriesMap().values().stream().map(XYSeries::getYData), styler.isYAxisLogarithmic()));
        List<List<XYSeries>> key = key(chart);
        int height = HEIGHT + KEY_LINE * key.size();
        BufferedImage image =
                new BufferedImage(WIDTH * Theme.DENSITY, height * Theme.DENSITY, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.scale(Theme.DENSITY, Theme.DENSITY);
        Theme.smooth(pen);
        pen.setColor(Theme.PAPER);
        pen.fillRect(0, 0, WIDTH, height);
        pen.setColor(Theme.INK);
        pen.setFont(Theme.font(Font.BOLD, Theme.TITLE_SIZE));
        pen.drawString(chart.getTitle(), MARGIN, 26);
        Graphics2D below = (Graphics2D) pen.create();
        below.translate(0, TITLE_HEIGHT);
        // After the axes, so that the colours XChart hands out are known.
        chart.paint(below, WIDTH, HEIGHT - TITLE_HEIGHT);
        below.dispose();
        for (int line = 0; line < key.size(); line++) {
            drawKey(pen, key.get(line), HEIGHT + line * KEY_LINE);
        }
        pen.dispose();
        return Picture.png(image, WIDTH);
    }

    /** The series in lines that fit. One series needs no key: the axis title says what it is. */
    private static List<List<XYSeries>> key(XYChart chart) {
        List<List<XYSeries>> lines = new ArrayList<>();
        if (chart.getSeriesMap().size() < 2) {
            return lines;
        }
        float used = WIDTH;
        for (XYSeries series : chart.getSeriesMap().values()) {
            float wanted = KEY_SAMPLE + KEY_GAP + nameWidth(series);
            if (used + wanted > WIDTH - 2 * MARGIN) {
                lines.add(new ArrayList<>());
                used = 0;
            }
            lines.get(lines.size() - 1).add(series);
            used += wanted;
        }
        return lines;
    }

    private static void drawKey(Graphics2D pen, List<XYSeries> line, int top) {
        float total = -KEY_GAP;
        for (XYSeries series : line) {
            total += KEY_SAMPLE + KEY_GAP + nameWidth(series);
        }
        double x = Math.max(MARGIN, (WIDTH - total) / 2);
        for (XYSeries series : line) {
            if (series.getXYSeriesRenderStyle() == XYSeriesRenderStyle.PolygonArea) {
                pen.setColor(series.getFillColor());
                pen.fill(new Rectangle2D.Double(x, top, 18, 11));
                pen.setStroke(new BasicStroke(1.5f));
                pen.setColor(series.getLineColor());
                pen.draw(new Rectangle2D.Double(x, top, 18, 11));
            } else {
                pen.setStroke(LINE);
                pen.setColor(series.getLineColor());
                pen.draw(new Line2D.Double(x, top + 5.5, x + 18, top + 5.5));
            }
            pen.setFont(keyFont());
            pen.setColor(Theme.INK);
            pen.drawString(series.getName(), (float) x + KEY_SAMPLE, top + 10f);
            x += KEY_SAMPLE + KEY_GAP + nameWidth(series);
        }
    }

    private static float nameWidth(XYSeries series) {
        return (float) keyFont()
                .getStringBounds(series.getName(), new FontRenderContext(null, true, true))
                .getWidth();
    }

    private static Font keyFont() {
        return Theme.font(Font.PLAIN, Theme.TICK_SIZE);
    }
}
