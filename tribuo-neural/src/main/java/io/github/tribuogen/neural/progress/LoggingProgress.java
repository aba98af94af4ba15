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

import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Writes a line to a {@link Logger} at the start, about every n steps, for every note, and at the end. */
public final class LoggingProgress implements ProgressListener {
    private static final Logger DEFAULT = Logger.getLogger(LoggingProgress.class.getName());

    private final Logger logger;
    private final Level level;
    private final long everySteps;

    private String task = "";
    private long totalSteps;
    private long nextStep;

    /**
     * Logs to this class's own logger at level INFO.
     *
     * @param everySteps the least number of steps between two lines, at least 1
     */
    public LoggingProgress(long everySteps) {
        this(DEFAULT, Level.INFO, everySteps);
    }

    /**
     * Logs to a given logger.
     *
     * @param logger where the lines go
     * @param level their level
     * @param everySteps the least number of steps between two lines, at least 1
     */
    public LoggingProgress(Logger logger, Level level, long everySteps) {
        if (everySteps < 1) {
            throw new IllegalArgumentException("everySteps is " + everySteps + ", expected at least 1");
        }
        this.logger = Objects.requireNonNull(logger, "logger");
        this.level = Objects.requireNonNull(level, "level");
        this.everySteps = everySteps;
    }

    @Override
    public synchronized void started(String task, long totalSteps) {
        this.task = task;
        this.totalSteps = totalSteps;
        this.nextStep = everySteps;
        logger.log(level, () -> totalSteps < 1 ? task + ": started" : task + ": started, " + totalSteps + " steps");
    }

    @Override
    public synchronized void progressed(long step, Map<String, Double> metrics, double stepsPerSecond) {
        if (step < nextStep) {
            return;
        }
        // Steps arrive in blocks of the training loop's own size: the next line is due from the block boundary on.
        nextStep = (step / everySteps + 1) * everySteps;
        logger.log(level, () -> line(step, metrics, stepsPerSecond));
    }

    @Override
    public synchronized void finished(long step, Map<String, Double> metrics) {
        logger.log(level, () -> task + ": finished after " + step + " steps" + suffix(MetricText.of(metrics)));
    }

    @Override
    public synchronized void note(String message) {
        logger.log(level, () -> task + ": " + message);
    }

    private String line(long step, Map<String, Double> metrics, double stepsPerSecond) {
        StringBuilder line = new StringBuilder(task).append(": step ").append(step);
        if (totalSteps >= 1) {
            line.append(" of ").append(totalSteps);
        }
        line.append(suffix(MetricText.of(metrics)));
        if (stepsPerSecond > 0.0) {
            line.append(", ").append(MetricText.number(stepsPerSecond)).append(" steps/s");
            if (totalSteps >= 1) {
                line.append(", ")
                        .append(MetricText.duration((totalSteps - step) / stepsPerSecond))
                        .append(" left");
            }
        }
        return line.toString();
    }

    private static String suffix(String metrics) {
        return metrics.isEmpty() ? "" : ", " + metrics;
    }
}
