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
package io.github.tribuogen.benchmark;

import io.github.tribuogen.neural.progress.ProgressListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Times each window of a training, and lets a peer train as long a window after each of ours. */
final class PeerTurns implements ProgressListener, AutoCloseable {
    private final PythonPeer peer; // null for none
    private final int window;
    private final int iterationsPerStep;
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();
    private long since;

    /**
     * Turns.
     *
     * @param peer The peer; null for none.
     * @param window The steps between two reports of the training.
     * @param iterationsPerStep How many of the peer's iterations a step is.
     */
    PeerTurns(PythonPeer peer, int window, int iterationsPerStep) {
        this.peer = peer;
        this.window = window;
        this.iterationsPerStep = iterationsPerStep;
    }

    @Override
    public void started(String name, long totalSteps) {
        since = System.nanoTime();
    }

    @Override
    public void progressed(long step, Map<String, Double> metrics, double stepsPerSecond) {
        int iterations = window * iterationsPerStep;
        double seconds = (System.nanoTime() - since) / 1e9 / iterations;
        double other = peer == null ? Double.NaN : peer.train(iterations)[0];
        if (step > window) {
            // the first window warms both up
            ours.add(seconds);
            theirs.add(other);
        }
        since = System.nanoTime();
    }

    @Override
    public void finished(long step, Map<String, Double> metrics) {}

    /** A row of a table: the way, ours in milliseconds (median and least), the peer's, the ratio. */
    void tell(String way, Report report) {
        double[] mine = ours.stream().mapToDouble(Double::doubleValue).toArray();
        double[] other = theirs.stream().mapToDouble(Double::doubleValue).toArray();
        double[] ratios = new double[mine.length];
        Arrays.setAll(ratios, i -> mine[i] / other[i]);
        report.line(String.format(
                Locale.ROOT,
                "| %s | %.3f | %.3f | %s | %s |",
                way,
                1e3 * Interleaved.quantile(mine, 0.5),
                1e3 * Interleaved.quantile(mine, 0),
                peer == null ? "" : String.format(Locale.ROOT, "%.3f", 1e3 * Interleaved.quantile(other, 0.5)),
                peer == null ? "" : String.format(Locale.ROOT, "%.3f", Interleaved.quantile(ratios, 0.5))));
        report.values(way, "seconds", mine);
        report.values(way + ", peer", "seconds", other);
    }

    @Override
    public void close() {
        if (peer != null) {
            peer.close();
        }
    }
}
