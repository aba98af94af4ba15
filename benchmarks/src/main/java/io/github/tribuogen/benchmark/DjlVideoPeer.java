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

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/** A step of the small autoencoder of clips with its two priors, eagerly. */
final class DjlVideoPeer implements Contender {
    private static final int HIDDEN = 256;
    private static final float TIE = 0.01f;

    private final int threads;
    private final Model encoder;
    private final Model decoder;
    private final Trainer encoding;
    private final Trainer decoding;
    private final NDArray clips;
    private final double readySeconds;
    private int calls = 0;

    DjlVideoPeer(int threads) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        long began = System.nanoTime();
        this.threads = threads;
        int pixels = VideoBenchmark.SIDE * VideoBenchmark.SIDE;
        int features = 2 * VideoBenchmark.HALF;
        int frames = VideoBenchmark.CLIPS * VideoBenchmark.FRAMES;
        this.encoder = Model.newInstance("encoder", Device.cpu(), "PyTorch");
        encoder.setBlock(network(2 * features));
        this.decoder = Model.newInstance("decoder", Device.cpu(), "PyTorch");
        decoder.setBlock(network(pixels));
        this.encoding = trainer(encoder, new Shape(frames, pixels));
        this.decoding = trainer(decoder, new Shape(frames, features));
        int n = VideoBenchmark.source().size();
        float[] all = new float[n * VideoBenchmark.FRAMES * pixels];
        for (int i = 0; i < n; i++) {
            float[] clip = VideoBenchmark.source().clip(i).pixels();
            System.arraycopy(clip, 0, all, i * clip.length, clip.length);
        }
        this.clips = encoding.getManager().create(all, new Shape(n, VideoBenchmark.FRAMES, pixels));
        JniUtils.setNumThreads(threads);
        step();
        this.readySeconds = (System.nanoTime() - began) / 1e9;
    }

    private static SequentialBlock network(int outputs) {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(HIDDEN).build())
                .add(Activation.reluBlock())
                .add(Linear.builder().setUnits(HIDDEN).build())
                .add(Activation.reluBlock())
                .add(Linear.builder().setUnits(outputs).build());
    }

    private static Trainer trainer(Model model, Shape input) {
        Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed(TrainingTask.RATE))
                        .build())
                .optDevices(new Device[] {Device.cpu()}));
        trainer.initialize(input);
        return trainer;
    }

    private void step() {
        int t = VideoBenchmark.FRAMES;
        int half = VideoBenchmark.HALF;
        try (NDManager manager = encoding.getManager().newSubManager()) {
            int first = calls++ % 4 * VideoBenchmark.CLIPS;
            NDArray x = clips.get(manager, new NDIndex(first + ":" + (first + VideoBenchmark.CLIPS)))
                    .reshape(VideoBenchmark.CLIPS * t, -1);
            try (GradientCollector collector = encoding.newGradientCollector()) {
                NDArray code =
                        encoding.forward(new NDList(x)).singletonOrThrow().reshape(VideoBenchmark.CLIPS, t, 4 * half);
                NDArray mean = code.get(":, :, :" + 2 * half);
                NDArray log = code.get(":, :, " + 2 * half + ":").sub(3).clip(-8, 4);
                NDArray z = mean.add(log.mul(0.5).exp().mul(manager.randomNormal(mean.getShape())));
                NDArray logits = decoding.forward(new NDList(z.reshape(VideoBenchmark.CLIPS * t, -1)))
                        .singletonOrThrow();
                NDArray entropy = Activation.relu(logits)
                        .sub(logits.mul(x))
                        .add(logits.abs().neg().exp().add(1).log())
                        .sum();
                NDArray divergence = identity(mean.get(":, :, :" + half), log.get(":, :, :" + half))
                        .add(pose(mean.get(":, :, " + half + ":"), log.get(":, :, " + half + ":")));
                collector.backward(entropy.add(divergence).div(VideoBenchmark.CLIPS * t));
            }
            encoding.step();
            decoding.step();
        }
    }

    private static NDArray identity(NDArray mean, NDArray log) {
        int t = VideoBenchmark.FRAMES;
        float c = 1 / (TIE + t);
        NDArray middle = mean.mean(new int[] {1}, true);
        NDArray quadratic = mean.sub(middle)
                .square()
                .sum()
                .div(TIE)
                .add(middle.square().sum().mul(t * c));
        return log.exp().mul((1 - c) / TIE).sub(log).sum().add(quadratic).div(2);
    }

    private static NDArray pose(NDArray mean, NDArray log) {
        int t = VideoBenchmark.FRAMES;
        NDArray inner = log.get(":, 1:" + (t - 1)).exp().sum().mul(2 / TIE);
        NDArray ends = log.get(":, 0")
                .exp()
                .sum()
                .mul(1 + 1 / TIE)
                .add(log.get(":, " + (t - 1)).exp().sum().div(TIE));
        NDArray steps =
                mean.get(":, 1:").sub(mean.get(":, :" + (t - 1))).square().sum().div(TIE);
        return inner.add(ends)
                .sub(log.sum())
                .add(steps)
                .add(mean.get(":, 0").square().sum())
                .div(2);
    }

    @Override
    public String name() {
        return "DJL + PyTorch, eager";
    }

    @Override
    public void call() {
        JniUtils.setNumThreads(threads);
        for (int i = 0; i < VideoBenchmark.STEPS; i++) {
            step();
        }
    }

    @Override
    public int unitsPerCall() {
        return VideoBenchmark.STEPS;
    }

    @Override
    public double readySeconds() {
        return readySeconds;
    }

    @Override
    public void close() {
        encoding.close();
        decoding.close();
        encoder.close();
        decoder.close();
    }
}
