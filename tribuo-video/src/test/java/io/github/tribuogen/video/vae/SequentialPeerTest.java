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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.video.data.ClipSplit;
import io.github.tribuogen.video.data.MovingGlyphsDataSource;
import io.github.tribuogen.video.prior.DynamicsPrior;
import io.github.tribuogen.video.prior.HardTiePrior;
import io.github.tribuogen.video.prior.LatentBlock;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.test.Helpers;

/** One code for the clip and learned motion: the peer of 2018. */
class SequentialPeerTest {
    private static final MovingGlyphsDataSource<LogDensity> SOURCE = Clips.glyphs(12, 5, 16, ClipSplit.TRAIN);

    private static VideoVAEModel trained(long steps) {
        return Clips.trainer(SOURCE, steps)
                .blocks(
                        new LatentBlock("identity", 3, new HardTiePrior()),
                        new LatentBlock("pose", 2, new DynamicsPrior(16)))
                .build()
                .train(new MutableDataset<>(SOURCE));
    }

    @Test
    void trainsEncodesAndSamples() {
        Dataset<LogDensity> data = new MutableDataset<>(SOURCE);
        try (VideoVAEModel m = trained(150)) {
            float[] curve = m.trainingHistory().curves().get("negative ELBO").values();
            assertTrue(curve[curve.length - 1] < 0.85 * curve[0]);
            float[][] rows = m.toRows(data);
            FrameCodes codes = m.encode(rows).get(4);
            for (int t = 1; t < 5; t++) {
                for (int j = 0; j < 3; j++) {
                    assertEquals(codes.means()[0][j], codes.means()[t][j], 1e-6);
                }
            }
            // a clip's code is the mean of what its frames say one by one
            float[][] frames = FrameRows.of(rows[4], m.geometry());
            float[][] single = m.encodeFrames(frames).means();
            for (int j = 0; j < 3; j++) {
                double mean = 0;
                for (float[] s : single) {
                    mean += s[j] / 5;
                }
                assertEquals(mean, codes.means()[0][j], 1e-5);
            }
            for (ClipBound b : m.bounds(rows)) {
                for (int j = 0; j < 3; j++) {
                    assertTrue(b.divergences()[j] >= 0);
                    assertEquals(b.divergences()[j], b.aboveFloor()[j]);
                }
            }
            float[][] drawn = m.sampleCodes(1, 9, new SplittableRandom(1))[0];
            assertEquals(9, drawn.length);
            assertEquals(drawn[0][0], drawn[8][0]);
            assertTrue(drawn[0][3] != drawn[8][3]);
            assertEquals(2, m.sample(2, new SplittableRandom(1)).length);
            VideoVAEModel read = (VideoVAEModel) Helpers.testModelProtoSerialization(m, LogDensity.class, data, 0);
            assertArrayEquals(
                    m.sampleCodes(2, 9, new SplittableRandom(1)), read.sampleCodes(2, 9, new SplittableRandom(1)));
            read.close();
        }
    }

    @Test
    void configurations() {
        for (var part :
                List.of(new LatentBlock("a", 2, new HardTiePrior(2)), new LatentBlock("b", 1, new DynamicsPrior(3)))) {
            Helpers.testConfigurableRoundtrip(part);
        }
    }
}
