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
package io.github.tribuogen.neural.progress;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Map;
import java.util.Objects;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Draws a bar with the share done, the rate, the time left and the metrics on one line of the terminal.
 *
 * <p>Draws nothing at all when the output is not a terminal (piped, redirected, in a build server), so that log files
 * stay clean; {@link #forced(PrintStream, int)} draws in any case.
 */
public final class ConsoleProgress implements ProgressListener {
    private static final int REDRAW_MILLIS = 150;
    private static final int UNKNOWN_WIDTH = -1;

    private final PrintStream out;
    private final int width;
    private final boolean enabled;

    private ProgressBar bar;
    // Read by the drawing thread.
    private volatile double stepsPerSecond = Double.NaN;
    private volatile String message = "";
    private volatile int drawn;

    /** A bar on the standard error stream, if that is a terminal's. */
    public ConsoleProgress() {
        this(System.err, UNKNOWN_WIDTH, Progress.isInteractive());
    }

    private ConsoleProgress(PrintStream out, int width, boolean enabled) {
        this.out = Objects.requireNonNull(out, "out");
        this.width = width;
        this.enabled = enabled;
    }

    /**
     * A bar that is drawn whether or not there is a terminal.
     *
     * @param out where to draw
     * @param width the width of a line in characters, at least 20
     * @return the listener
     */
    public static ConsoleProgress forced(PrintStream out, int width) {
        if (width < 20) {
            throw new IllegalArgumentException("width is " + width + ", expected at least 20");
        }
        return new ConsoleProgress(out, width, true);
    }

    @Override
    public synchronized void started(String task, long totalSteps) {
        closeBar();
        if (!enabled) {
            return;
        }
        this.stepsPerSecond = Double.NaN;
        this.message = "";
        this.drawn = 0;
        ConsoleProgressBarConsumer consumer = width == UNKNOWN_WIDTH
                ? new ConsoleProgressBarConsumer(out)
                : new ConsoleProgressBarConsumer(out, width);
        boolean blocks = canDrawBlocks();
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(totalSteps < 1 ? -1 : totalSteps)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setRenderer((state, room) -> {
                    String line = BarLine.of(
                            task,
                            state.getCurrent(),
                            totalSteps,
                            stepsPerSecond,
                            state.getTotalElapsed().toMillis() / 1000.0,
                            message,
                            room,
                            blocks);
                    // Spaces wipe out the end of a longer line drawn before.
                    String wiped = line + " ".repeat(Math.max(0, drawn - line.length()));
                    drawn = line.length();
                    return wiped;
                })
                .setConsumer(consumer)
                .build();
    }

    @Override
    public synchronized void progressed(long step, Map<String, Double> metrics, double stepsPerSecond) {
        if (bar != null) {
            this.stepsPerSecond = stepsPerSecond;
            message = MetricText.of(metrics);
            bar.stepTo(step);
        }
    }

    @Override
    public synchronized void finished(long step, Map<String, Double> metrics) {
        if (bar != null) {
            if (!metrics.isEmpty()) {
                message = MetricText.of(metrics);
            }
            bar.stepTo(step);
            closeBar();
        }
    }

    @Override
    public synchronized void note(String message) {
        if (bar != null) {
            this.message = message;
        }
    }

    private void closeBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    private static boolean canDrawBlocks() {
        // The charset of the terminal, not the default of the JVM: they differ on Windows and under LANG=C.
        String name = System.getProperty("stderr.encoding", System.getProperty("sun.stderr.encoding"));
        CharsetEncoder encoder = (name == null ? Charset.defaultCharset() : Charset.forName(name)).newEncoder();
        return encoder.canEncode('\u2588');
    }
}
