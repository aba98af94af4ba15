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

import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.NetworkGenerator;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.video.data.ClipShape;
import io.github.tribuogen.video.data.ClipSplit;
import io.github.tribuogen.video.data.MovingGlyphsDataSource;
import io.github.tribuogen.video.network.FrameMlp;
import org.tribuo.MutableDataset;

/** Small clips for tests. */
final class Clips {
    private Clips() {}

    static MovingGlyphsDataSource<LogDensity> glyphs(int clips, int frames, int size, ClipSplit split) {
        return new MovingGlyphsDataSource<>(
                new LogDensityFactory(), new ClipShape(clips, frames, size), clips, split, 1);
    }

    static MutableDataset<LogDensity> data(int clips, int frames, int size) {
        return new MutableDataset<>(glyphs(clips, frames, size, ClipSplit.TRAIN));
    }

    static TrainingSettings.Builder settings(long steps) {
        return TrainingSettings.builder()
                .batchSize(8)
                .steps(steps)
                .device(Device.cpu(1))
                .showProgress(false);
    }

    static VideoVAETrainerBuilder trainer(MovingGlyphsDataSource<LogDensity> source, long steps) {
        return VideoVAETrainer.builder(source.layout())
                .features(4)
                .encoder(new FrameMlp(32))
                .decoder(new NetworkGenerator(
                        new FrameMlp(32), new StandardActivation(StandardActivation.Function.IDENTITY)))
                .optimiser(new Adam(3e-3))
                .settings(settings(steps).build())
                .seed(3);
    }
}
