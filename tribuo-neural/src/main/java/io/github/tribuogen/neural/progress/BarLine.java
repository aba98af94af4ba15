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

/**
 * Lays out one line of a progress bar: {@code task 45% |████    | 450/1000 12.30 steps/s 0:45 left loss 0.1234}.
 *
 * <p>The bar gives way to the text: the numbers matter more than its length.
 */
final class BarLine {
    private static final int LONGEST_BAR = 30;
    private static final int SHORTEST_BAR = 5;
    /** Eighths of a block from one to seven. */
    private static final String PARTS = "\u258f\u258e\u258d\u258c\u258b\u258a\u2589";

    private BarLine() {}

    /**
     * Lays out the line.
     *
     * @param task the task
     * @param step the steps done
     * @param total the steps expected, or a value below 1
     * @param stepsPerSecond the rate, or NaN
     * @param elapsedSeconds the time since the start, shown where the time left is unknown
     * @param message what to add at the end
     * @param width the greatest length of the line
     * @param blocks whether block characters can be drawn
     * @return the line, at most {@code width} long
     */
    static String of(
            String task,
            long step,
            long total,
            double stepsPerSecond,
            double elapsedSeconds,
            String message,
            int width,
            boolean blocks) {
        StringBuilder tail = new StringBuilder(" ");
        tail.append(step);
        if (total >= 1) {
            // Padding keeps the rest of the line from jumping.
            tail.insert(1, " ".repeat(Math.max(0, digits(total) - digits(step))));
            tail.append('/').append(total);
        }
        if (stepsPerSecond > 0.0) {
            tail.append("  ").append(MetricText.number(stepsPerSecond)).append(" steps/s");
        }
        if (total >= 1 && stepsPerSecond > 0.0 && step < total) {
            tail.append("  ")
                    .append(MetricText.duration((total - step) / stepsPerSecond))
                    .append(" left");
        } else {
            tail.append("  ").append(MetricText.duration(elapsedSeconds)).append(" passed");
        }
        if (!message.isEmpty()) {
            tail.append("  ").append(message);
        }
        StringBuilder line = new StringBuilder(task);
        if (total >= 1) {
            double share = Math.min(1.0, Math.max(0.0, (double) step / total));
            String percent = (int) Math.floor(100.0 * share) + "%";
            line.append(" ".repeat(5 - percent.length())).append(percent);
            int room = width - line.length() - tail.length() - 3;
            if (room >= SHORTEST_BAR) {
                line.append(" |")
                        .append(bar(share, Math.min(room, LONGEST_BAR), blocks))
                        .append('|');
            }
        }
        line.append(tail);
        return line.length() <= width ? line.toString() : line.substring(0, width);
    }

    private static String bar(double share, int length, boolean blocks) {
        int eighths = (int) Math.floor(share * length * 8);
        int full = blocks ? eighths / 8 : (int) Math.floor(share * length);
        StringBuilder bar = new StringBuilder((blocks ? "\u2588" : "=").repeat(full));
        if (full < length && blocks && eighths % 8 > 0) {
            bar.append(PARTS.charAt(eighths % 8 - 1));
        } else if (full < length && !blocks) {
            bar.append('>');
        }
        return bar.append(" ".repeat(length - bar.length())).toString();
    }

    private static int digits(long number) {
        return Long.toString(number).length();
    }
}
