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

/**
 * Hears how far one run (a training, a sampling, an evaluation) has come.
 *
 * <p>Calls for one run come in the order {@code started}, any number of {@code progressed} and {@code note},
 * {@code finished}; {@code finished} is called once even when the run fails or is interrupted. The calls of one run
 * never overlap. A listener serves one run at a time, unless its class says otherwise, and may be used again after
 * {@code finished}. It must be quick (it runs on the working thread), must keep no reference to the metrics map, and
 * must not throw.
 */
public interface ProgressListener {

    /**
     * A run begins.
     *
     * @param task a short name to show, such as "JEM" or "evaluating"
     * @param totalSteps the number of steps expected, or a value below 1 if it is not known
     */
    void started(String task, long totalSteps);

    /**
     * Some steps are done.
     *
     * @param step the number of steps done since the run began (counting those of an earlier part that was resumed)
     * @param metrics named values such as "loss", in the order to show them; never null, perhaps empty
     * @param stepsPerSecond the current rate in steps per second, or NaN if it is not known
     */
    void progressed(long step, Map<String, Double> metrics, double stepsPerSecond);

    /**
     * The run ended, well or not.
     *
     * @param step the number of steps done
     * @param metrics the last values; never null, perhaps empty
     */
    void finished(long step, Map<String, Double> metrics);

    /**
     * Something worth a line happened: a rollback after divergence, an early stop.
     *
     * @param message one line of text
     */
    default void note(String message) {}
}
