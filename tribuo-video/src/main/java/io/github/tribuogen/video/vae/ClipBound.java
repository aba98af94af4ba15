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
package io.github.tribuogen.video.vae;

/**
 * The parts of the bound on log p of a clip, for one draw of its codes, in nats.
 *
 * @param logLikelihood The logarithm of the likelihood of all frames.
 * @param divergences Of each feature, summed over the frames.
 * @param aboveFloor The same less what a feature that says nothing must pay: near 0, the feature is idle.
 */
public record ClipBound(double logLikelihood, float[] divergences, float[] aboveFloor) {
    /**
     * The bound.
     *
     * @return {@code logLikelihood} less the sum of the divergences.
     */
    public double bound() {
        double sum = logLikelihood;
        for (float d : divergences) {
            sum -= d;
        }
        return sum;
    }
}
