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

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Times contenders in turn, A B C A B C ..., so that whatever slows the machine for a while slows all of them: a ratio is
 * taken within a round, and its median over the rounds.
 */
final class Interleaved {
    // idle threads of one runtime spin for a while before they sleep
    private static final long PAUSE_MILLIS = 15;

    private Interleaved() {}

    /** Seconds a unit of each contender in each round. */
    static final class Timings {
        private final Map<String, double[]> seconds = new LinkedHashMap<>();
        private final Map<String, double[]> processor = new LinkedHashMap<>();

        double[] of(String name) {
            return seconds.get(name).clone();
        }

        List<String> names() {
            return List.copyOf(seconds.keySet());
        }

        /**
         * The median over the rounds of the processor time that the process took, in seconds a unit: what a busy machine
         * disturbs least.
         */
        double processor(String name) {
            return quantile(processor.get(name), 0.5);
        }

        /** The median over the rounds, in seconds a unit. */
        double median(String name) {
            return quantile(seconds.get(name), 0.5);
        }

        double lowest(String name) {
            return quantile(seconds.get(name), 0);
        }

        double quartile(String name, int which) {
            return quantile(seconds.get(name), which / 4.0);
        }

        /** The median over the rounds of one contender's time divided by another's. */
        double ratio(String name, String reference) {
            double[] a = seconds.get(name);
            double[] b = seconds.get(reference);
            double[] r = new double[a.length];
            Arrays.setAll(r, i -> a[i] / b[i]);
            return quantile(r, 0.5);
        }
    }

    static double quantile(double[] values, double q) {
        double[] v = values.clone();
        Arrays.sort(v);
        double at = q * (v.length - 1);
        int low = (int) Math.floor(at);
        int high = Math.min(v.length - 1, low + 1);
        return v[low] + (at - low) * (v[high] - v[low]);
    }

    /**
     * Measures.
     *
     * @param contenders The contenders.
     * @param warmUp Rounds that do not count.
     * @param rounds Rounds that count, at least 1.
     * @return The times.
     */
    static Timings measure(List<? extends Contender> contenders, int warmUp, int rounds) {
        Timings t = new Timings();
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        for (Contender c : contenders) {
            t.seconds.put(c.name(), new double[rounds]);
            t.processor.put(c.name(), new double[rounds]);
        }
        for (int r = -warmUp; r < rounds; r++) {
            List<Contender> order = new ArrayList<>(contenders);
            if (r % 2 != 0) {
                java.util.Collections.reverse(order);
            }
            for (Contender c : order) {
                pause();
                long cpu = process.getProcessCpuTime();
                long began = System.nanoTime();
                c.call();
                double s = (System.nanoTime() - began) / 1e9 / c.unitsPerCall();
                if (r >= 0) {
                    t.seconds.get(c.name())[r] = s;
                    t.processor.get(c.name())[r] = (process.getProcessCpuTime() - cpu) / 1e9 / c.unitsPerCall();
                }
            }
        }
        return t;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The measurement was interrupted", e);
        }
    }
}
