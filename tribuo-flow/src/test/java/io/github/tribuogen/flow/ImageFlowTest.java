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
package io.github.tribuogen.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.flow.bijection.ActNorm;
import io.github.tribuogen.flow.bijection.AffineCoupling;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.BijectionChain;
import io.github.tribuogen.flow.bijection.ConvolutionalField;
import io.github.tribuogen.flow.bijection.CouplingScale;
import io.github.tribuogen.flow.bijection.InvertibleLinear;
import io.github.tribuogen.flow.bijection.Logit;
import io.github.tribuogen.flow.bijection.Multiscale;
import io.github.tribuogen.flow.bijection.Partition;
import io.github.tribuogen.flow.bijection.Squeeze;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.Dequantisation;
import io.github.tribuogen.neural.data.DigitsDataSource;
import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.data.ImageLayout;
import io.github.tribuogen.neural.data.PreprocessorChain;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.optim.Adam;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;

/** A multiscale flow of images, dequantised, with the logit as its first part. */
class ImageFlowTest {
    private static final double LEVELS = 17;

    private static Bijection glowStep(Partition partition, boolean swapped) {
        return new BijectionChain(List.of(
                new ActNorm(),
                new InvertibleLinear(),
                new AffineCoupling(new ConvolutionalField(16), swapped, partition, CouplingScale.EXPONENTIAL)));
    }

    @Test
    void learnsDigitsInBitsPerDimension() {
        Bijection flow = new BijectionChain(List.of(
                new Logit(0.05),
                new Multiscale(List.of(
                        new BijectionChain(List.of(
                                glowStep(Partition.CHECKERBOARD, false),
                                glowStep(Partition.CHECKERBOARD, true),
                                new Squeeze(),
                                glowStep(Partition.HALVES, false))),
                        new BijectionChain(List.of(
                                new Squeeze(),
                                glowStep(Partition.HALVES, false),
                                glowStep(Partition.HALVES, true)))))));
        FlowTrainer trainer = FlowTrainer.builder(flow, new Adam(3e-3))
                .layout(new ImageLayout(1, 8, 8))
                .preprocessor(new PreprocessorChain(
                        List.of(new Dequantisation(), AffineScaling.betweenRanges(0, LEVELS, 0, 1))))
                .settings(Flows.settings(60).build())
                .build();
        var factory = new LogDensityFactory();
        var train = new MutableDataset<LogDensity>(new DigitsDataSource<>(factory, DigitsSplit.TRAIN));
        var test = new MutableDataset<LogDensity>(new DigitsDataSource<>(factory, DigitsSplit.TEST));
        try (FlowModel m = trainer.train(train)) {
            float[][] x = Arrays.copyOf(m.toRows(test.getData()), 200);
            double nats = Arrays.stream(m.logProbability(x, 2, new SplittableRandom(1)))
                    .average()
                    .orElseThrow();
            double bits = -nats / 64 / Math.log(2);
            double uniform = Math.log(LEVELS) / Math.log(2);
            assertTrue(bits > 0.5 && bits < uniform - 1, bits + " bits against " + uniform);
            float[][] samples = m.sample(5, new SplittableRandom(2));
            assertEquals(64, samples[0].length);
            for (float[] s : samples) {
                for (float v : s) {
                    assertTrue(v == Math.rint(v) && v >= -1 && v <= LEVELS, Float.toString(v));
                }
            }
            // the centres of cells go to the base and back
            float[][] some = Arrays.copyOf(x, 10);
            float[][] back = m.fromBase(m.toBase(some));
            for (int i = 0; i < some.length; i++) {
                assertArrayEquals(some[i], back[i], 1e-4f);
            }
        }
    }
}
