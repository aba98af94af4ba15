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

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.logging.Logger;

/** The colours and fonts that all pictures share. */
final class Theme {
    private static final Logger logger = Logger.getLogger(Theme.class.getName());

    static final Color PAPER = Color.WHITE;
    static final Color INK = new Color(0x26, 0x2b, 0x33);
    static final Color FAINT_INK = new Color(0x6b, 0x72, 0x80);
    static final Color GRID = new Color(0xe6, 0xe8, 0xec);
    static final Color FRAME = new Color(0xb8, 0xbd, 0xc6);
    static final Color WARNING = new Color(0xd6, 0x4a, 0x4a);

    /** Told apart by people with the usual colour blindnesses, in this order. */
    private static final Color[] SERIES = {
        new Color(0x2f, 0x6d, 0xb5),
        new Color(0xe0, 0x7b, 0x1f),
        new Color(0x2c, 0x9a, 0x84),
        new Color(0xc2, 0x4f, 0x8e),
        new Color(0x6b, 0x62, 0xb8),
        new Color(0x9a, 0x84, 0x2c),
        new Color(0x5d, 0x67, 0x75),
        new Color(0x7f, 0xb6, 0xe0),
    };

    /** Every plot holds this many pixels for each it is to be shown at, so that it is sharp on fine screens. */
    static final int DENSITY = 2;

    static final int TITLE_SIZE = 15;
    static final int LABEL_SIZE = 13;
    static final int TICK_SIZE = 12;

    private static volatile Boolean fonts;

    private Theme() {}

    static Color series(int index) {
        return SERIES[index % SERIES.length];
    }

    static int seriesColours() {
        return SERIES.length;
    }

    static Color withAlpha(Color colour, int alpha) {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
    }

    static Font font(int style, int size) {
        // The logical font: each machine maps it to a face it has.
        return new Font(Font.SANS_SERIF, style, size);
    }

    /** Whether this machine can draw text: Java needs fontconfig and one font, which small containers lack. */
    static boolean fontsAvailable() {
        Boolean known = fonts;
        if (known == null) {
            known = tryFonts();
            fonts = known;
        }
        return known;
    }

    /**
     * Says what is missing.
     *
     * @throws IllegalStateException if this machine cannot draw text
     */
    static void requireFonts() {
        if (!fontsAvailable()) {
            throw new IllegalStateException("No font found, so no plot can be drawn: install fontconfig and a font "
                    + "(Debian, Ubuntu: apt-get install fontconfig fonts-dejavu-core)");
        }
    }

    private static boolean tryFonts() {
        Graphics2D pen = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            return pen.getFontMetrics(font(Font.PLAIN, TICK_SIZE)).stringWidth("text") > 0;
        } catch (RuntimeException | Error missing) {
            // Which of them it is differs by Java version and by what is missing: a library, its configuration, a font.
            logger.warning(() -> "Cannot draw text on this machine, so reports lack captions and plots: " + missing);
            return false;
        } finally {
            pen.dispose();
        }
    }

    static void smooth(Graphics2D pen) {
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }
}
