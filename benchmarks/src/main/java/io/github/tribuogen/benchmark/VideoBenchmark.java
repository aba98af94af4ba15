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

import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.video.data.ClipShape;
import io.github.tribuogen.video.data.ClipSplit;
import io.github.tribuogen.video.data.MovingGlyphsDataSource;
import io.github.tribuogen.video.vae.VideoVAETrainer;
import java.util.List;
import org.tribuo.MutableDataset;

/** Steps of the small autoencoder of clips, 32 clips of 8 frames of 32x32 pixels each, beside the same steps in PyTorch. */
final class VideoBenchmark {
    static final int CLIPS = 32;
    static final int FRAMES = 8;
    static final int SIDE = 32;
    static final int HALF = 4;
    static final int STEPS = 20;

    private VideoBenchmark() {}

    static MovingGlyphsDataSource<LogDensity> source() {
        return new MovingGlyphsDataSource<>(
                new LogDensityFactory(), new ClipShape(128, FRAMES, SIDE), 128, ClipSplit.TRAIN, 1);
    }

    static void measure(int threads, int rounds, Report report) {
        VideoVAETrainer trainer = VideoVAETrainer.builder(source().layout())
                .features(2 * HALF)
                .optimiser(new Adam(1e-3))
                .settings(TrainingSettings.builder()
                        .batchSize(CLIPS)
                        .steps(Long.MAX_VALUE / 2)
                        .stepsPerRun(STEPS)
                        .device(Device.cpu(threads))
                        .build())
                .build();
        MutableDataset<LogDensity> data = new MutableDataset<>(source());
        try (Contender ours = new LoopContender("ours", STEPS, listener -> {
                    trainer.setProgressListener(listener);
                    trainer.train(data).close();
                });
                Contender peer = new DjlVideoPeer(threads)) {
            List<Contender> all = List.of(ours, peer);
            Interleaved.Timings t = Interleaved.measure(all, 3, rounds);
            report.section("Autoencoder of clips, 256 frames of 32x32 a step, " + Report.threads(threads));
            report.timings(t, ours.name(), all);
        }
    }
}
