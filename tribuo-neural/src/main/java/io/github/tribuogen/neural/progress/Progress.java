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

import java.io.Console;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Makes the usual {@link ProgressListener}s. */
public final class Progress {
    /**
     * The system property that overrules {@link #standard()}: {@code auto} (the default), {@code bar}, {@code log} or
     * {@code none}.
     */
    public static final String PROPERTY = "tribuogen.progress";

    private static final int FORCED_WIDTH = 120;
    private static final long LOGGED_STEPS = 1000;

    private Progress() {}

    /**
     * A bar on a terminal and silence elsewhere, unless the system property {@value #PROPERTY} says otherwise.
     *
     * @return a new listener, for one run at a time
     * @throws IllegalArgumentException if the property has an unknown value
     */
    public static ProgressListener standard() {
        String choice = System.getProperty(PROPERTY, "auto");
        return switch (choice.toLowerCase(Locale.ROOT)) {
            case "auto" -> isInteractive() ? new ConsoleProgress() : SilentProgress.INSTANCE;
            case "bar" -> isInteractive() ? new ConsoleProgress() : ConsoleProgress.forced(System.err, FORCED_WIDTH);
            case "log" -> new LoggingProgress(LOGGED_STEPS);
            case "none" -> SilentProgress.INSTANCE;
            default ->
                throw new IllegalArgumentException(
                        "System property " + PROPERTY + " is '" + choice + "', expected auto, bar, log or none");
        };
    }

    /**
     * Tells several listeners the same.
     *
     * @param listeners who to tell, in this order
     * @return a listener that passes everything on
     */
    public static ProgressListener all(ProgressListener... listeners) {
        return new Fan(List.of(listeners));
    }

    /** Whether the standard streams belong to a terminal that a person sees. */
    static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since Java 22 a console exists even when the streams are redirected; this method then tells.
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException beforeJava22) {
            return true;
        }
    }

    private record Fan(List<ProgressListener> listeners) implements ProgressListener {
        @Override
        public void started(String task, long totalSteps) {
            each(listener -> listener.started(task, totalSteps));
        }

        @Override
        public void progressed(long step, Map<String, Double> metrics, double stepsPerSecond) {
            each(listener -> listener.progressed(step, metrics, stepsPerSecond));
        }

        @Override
        public void finished(long step, Map<String, Double> metrics) {
            each(listener -> listener.finished(step, metrics));
        }

        @Override
        public void note(String message) {
            each(listener -> listener.note(message));
        }

        private void each(Consumer<ProgressListener> action) {
            listeners.forEach(action);
        }
    }
}
