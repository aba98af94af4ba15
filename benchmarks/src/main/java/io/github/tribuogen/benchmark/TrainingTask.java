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

import java.util.SplittableRandom;

/**
 * What all contenders train: the same network on the same data by the same rule, Adam with a rate of 0.001.
 *
 * @param name A short name.
 * @param inputShape Of one example: [D], or [C, H, W].
 * @param convolutions Layers of 3x3 kernels at stride 1 with {@code channels} channels, each followed by a rectifier; none
 *     for a perceptron. A mean over all positions follows.
 * @param channels Of the convolutions.
 * @param hidden Hidden units of the linear layers, each followed by a rectifier.
 * @param outputs Classes of a softmax cross-entropy; 1 for a squared error.
 * @param batch Examples a step.
 * @param stepsPerCall Steps of one measured call.
 */
record TrainingTask(
        String name,
        long[] inputShape,
        int convolutions,
        int channels,
        int[] hidden,
        int outputs,
        int batch,
        int stepsPerCall) {
    static final int EXAMPLES = 1024;
    static final float RATE = 1e-3f;

    /** Bound by arithmetic. */
    static TrainingTask mlp() {
        return new TrainingTask(
                "MLP 64-256-256-256-10", new long[] {64}, 0, 0, new int[] {256, 256, 256}, 10, 128, 100);
    }

    /** Bound by the overhead of operators. */
    static TrainingTask smallMlp() {
        return new TrainingTask("MLP 2-64-64-1", new long[] {2}, 0, 0, new int[] {64, 64}, 1, 100, 1000);
    }

    /** Bound by convolutions. */
    static TrainingTask convNet() {
        return new TrainingTask("ConvNet 6 x 64, 32x32x3", new long[] {3, 32, 32}, 6, 64, new int[0], 10, 32, 2);
    }

    int inputSize() {
        long n = 1;
        for (long s : inputShape) {
            n *= s;
        }
        return (int) n;
    }

    boolean regression() {
        return outputs == 1;
    }

    /** Normal numbers, [EXAMPLES, inputShape]. */
    float[] inputs() {
        SplittableRandom rng = new SplittableRandom(1);
        float[] x = new float[EXAMPLES * inputSize()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) rng.nextGaussian();
        }
        return x;
    }

    /** Random classes, [EXAMPLES]. */
    long[] classes() {
        SplittableRandom rng = new SplittableRandom(2);
        return rng.longs(EXAMPLES, 0, Math.max(2, outputs)).toArray();
    }

    /** Targets of a regression, [EXAMPLES, 1]. */
    float[] targets() {
        long[] c = classes();
        float[] y = new float[c.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = c[i];
        }
        return y;
    }

    /** Rows of batches, [steps, batch]. */
    long[] rows(int steps, long seed) {
        return new SplittableRandom(seed)
                .longs((long) steps * batch, 0, EXAMPLES)
                .toArray();
    }
}
