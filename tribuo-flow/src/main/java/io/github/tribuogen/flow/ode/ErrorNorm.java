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
package io.github.tribuogen.flow.ode;

/**
 * How the estimated errors of a batch become the one number that a step is judged by. With the ratio {@code q = error /
 * (atol + rtol max(|y0|, |y1|))} of each element:
 */
public enum ErrorNorm {
    /**
     * The root mean square of q over the whole batch, the largest over the tensors of the state; one step for all, as in the
     * paper. Single samples may be off by far more than the tolerance, and a sample's result depends on its batch.
     */
    BATCH_RMS,
    /** The root mean square of q over each sample, the largest over tensors and samples; one step for all. */
    WORST_SAMPLE,
    /**
     * The root mean square of q over each sample, the largest over the tensors; a step for each sample, so that a result
     * does not depend on the batch. Every evaluation is one of the whole batch: the slowest sample sets the cost. The field
     * must take a time for each sample, see {@link VectorField#hasTimePerSample}.
     */
    EACH_SAMPLE
}
