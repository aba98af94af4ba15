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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("smoke")
class ProgressTest {

    @Test
    void consoleBarIsQuietWithoutATerminal() {
        assumeTrue(System.console() == null, "needs a run without a terminal");
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            run(new ConsoleProgress(), 20);
            run(Progress.standard(), 20);
        } finally {
            System.setErr(before);
        }
        assertEquals("", written.toString(StandardCharsets.UTF_8));
    }

    @Test
    void forcedConsoleBarShowsTaskCountMetricsAndRate() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        run(ConsoleProgress.forced(new PrintStream(written, true, StandardCharsets.UTF_8), 140), 20);
        String text = written.toString(StandardCharsets.UTF_8);
        for (String expected : List.of("digits", "100%", "20/20", "loss 0.0500", "steps/s")) {
            assertTrue(text.contains(expected), expected + " missing in: " + text);
        }
        for (String line : text.split("[\r\n]")) {
            assertTrue(line.length() <= 140, "too long: " + line);
        }
    }

    @Test
    void loggingWritesAtTheAskedIntervals() {
        List<String> lines = new ArrayList<>();
        Logger logger = Logger.getAnonymousLogger();
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.FINE);
        logger.addHandler(new Handler() {
            @Override
            public void publish(LogRecord logged) {
                lines.add(logged.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        run(new LoggingProgress(logger, Level.FINE, 8), 20);
        assertEquals(
                List.of(
                        "digits: started, 20 steps",
                        "digits: step 8 of 20, loss 0.1250, 2.000 steps/s, 0:06 left",
                        "digits: step 16 of 20, loss 0.0625, 2.000 steps/s, 0:02 left",
                        "digits: almost done",
                        "digits: finished after 20 steps, loss 0.0500"),
                lines);
        assertThrows(IllegalArgumentException.class, () -> new LoggingProgress(0));
    }

    @Test
    void historyKeepsEverySeriesWithItsOwnSteps() {
        MetricHistory history = new MetricHistory();
        history.started("run", 3);
        history.progressed(1, Map.of("loss", 3.0), 1.0);
        Map<String, Double> both = new LinkedHashMap<>();
        both.put("loss", 2.0);
        both.put("accuracy", 0.5);
        history.progressed(2, both, 1.0);
        history.note("rolled back");
        history.finished(3, Map.of("loss", 1.0));
        assertEquals(Set.of("loss", "accuracy"), history.names());
        assertArrayEquals(new double[] {1, 2, 3}, history.steps("loss"));
        assertArrayEquals(new double[] {3, 2, 1}, history.values("loss"));
        assertArrayEquals(new double[] {2}, history.steps("accuracy"));
        assertArrayEquals(new double[] {0.5}, history.values("accuracy"));
        assertArrayEquals(new double[0], history.values("unheard"));
        assertEquals(List.of("rolled back"), history.notes());
        history.started("again", 3);
        assertEquals(Set.of(), history.names());
    }

    @Test
    void systemPropertyChoosesTheStandardListener() {
        try {
            System.setProperty(Progress.PROPERTY, "none");
            assertSame(SilentProgress.INSTANCE, Progress.standard());
            System.setProperty(Progress.PROPERTY, "log");
            assertEquals(LoggingProgress.class, Progress.standard().getClass());
            System.setProperty(Progress.PROPERTY, "loud");
            String message = assertThrows(IllegalArgumentException.class, Progress::standard)
                    .getMessage();
            assertTrue(message.contains("loud") && message.contains("bar"), message);
        } finally {
            System.clearProperty(Progress.PROPERTY);
        }
    }

    @Test
    void numbersAndDurationsAreShort() {
        assertEquals("0.1235", MetricText.number(0.12345678));
        assertEquals("12345", MetricText.number(12345.4));
        assertEquals("1.00e-05", MetricText.number(1e-5));
        assertEquals("0.0000", MetricText.number(0.0));
        assertEquals("-3.142", MetricText.number(-3.14159));
        assertEquals("NaN", MetricText.number(Double.NaN));
        assertEquals("1:05", MetricText.duration(65));
        assertEquals("2:00:01", MetricText.duration(7201));
        assertEquals("?", MetricText.duration(Double.NaN));
    }

    /** Both halves of a fan hear the same. */
    private static void run(ProgressListener listener, int steps) {
        MetricHistory history = new MetricHistory();
        ProgressListener both = Progress.all(listener, history);
        both.started("digits", steps);
        for (int step = 1; step <= steps; step++) {
            both.progressed(step, Map.of("loss", 1.0 / step), 2.0);
        }
        both.note("almost done");
        both.finished(steps, Map.of("loss", 1.0 / steps));
        assertEquals(steps, history.values("loss").length);
    }
}
