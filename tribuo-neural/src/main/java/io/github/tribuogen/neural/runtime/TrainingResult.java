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
package io.github.tribuogen.neural.runtime;

import io.github.tribuogen.neural.graph.HostTensor;
import java.util.List;
import java.util.Map;

/**
 * What a training run gives.
 *
 * @param variables The final value of every variable by full name; those of the best validation if that was asked for.
 * @param steps The number of steps done, resumed ones included.
 * @param metrics The metrics of the steps of this process, by name: one value a step.
 * @param firstStep The number of the first step of this process; 0 unless the run was resumed.
 * @param rollbacks What the divergence guard did, one line each.
 * @param bestStep The step of the best validation; 0 if there was none.
 * @param validation The validation values in order, by name.
 * @param validationSteps After how many steps each of them was found.
 * @param compileSeconds Seconds spent on building and compiling graphs.
 * @param trainSeconds Seconds spent on training.
 */
public record TrainingResult(
        Map<String, HostTensor> variables,
        long steps,
        Map<String, float[]> metrics,
        long firstStep,
        List<String> rollbacks,
        long bestStep,
        Map<String, double[]> validation,
        long[] validationSteps,
        double compileSeconds,
        double trainSeconds) {

    /**
     * The mean of a metric over the last steps.
     *
     * @param name The metric.
     * @param window How many steps at most.
     * @return The mean; NaN if there is no such metric or no step.
     */
    public double recent(String name, int window) {
        float[] v = metrics.get(name);
        if (v == null || v.length == 0) {
            return Double.NaN;
        }
        double sum = 0;
        int n = Math.min(window, v.length);
        for (int i = v.length - n; i < v.length; i++) {
            sum += v[i];
        }
        return sum / n;
    }
}
