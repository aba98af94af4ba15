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
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.List;

/** An iteration of a joint energy-based model with a Wide ResNet of depth 10 and width 2, eagerly. */
final class DjlJointPeer implements Contender {
    private static final float SLOPE = 0.2f;
    private final TrainingTask task;
    private final int chain;
    private final int threads;
    private final Model model;
    private final Trainer trainer;
    private final NDArray x;
    private final NDArray y;
    private final Loss crossEntropy = Loss.softmaxCrossEntropyLoss();
    private final double readySeconds;
    private long calls = 0;

    DjlJointPeer(TrainingTask task, int chain, int threads) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        long began = System.nanoTime();
        this.task = task;
        this.chain = chain;
        this.threads = threads;
        this.model = Model.newInstance(task.name(), Device.cpu(), "PyTorch");
        model.setBlock(network(task.outputs()));
        this.trainer = model.newTrainer(new DefaultTrainingConfig(crossEntropy)
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed(TrainingTask.RATE))
                        .build())
                .optDevices(new Device[] {Device.cpu()}));
        Shape one = new Shape(task.inputShape());
        trainer.initialize(new Shape(task.batch()).addAll(one));
        NDManager m = trainer.getManager();
        this.x = m.create(task.inputs(), new Shape(TrainingTask.EXAMPLES).addAll(one));
        this.y = m.create(task.classes()).toType(DataType.FLOAT32, false);
        JniUtils.setNumThreads(threads);
        step();
        this.readySeconds = (System.nanoTime() - began) / 1e9;
    }

    private static Block conv(int channels, int kernel, int stride) {
        return Conv2d.builder()
                .setKernelShape(new Shape(kernel, kernel))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optStride(new Shape(stride, stride))
                .setFilters(channels)
                .build();
    }

    private static Block block(int channels, int stride) {
        Block residual = new SequentialBlock()
                .add(Activation.leakyReluBlock(SLOPE))
                .add(conv(channels, 3, 1))
                .add(Activation.leakyReluBlock(SLOPE))
                .add(conv(channels, 3, stride));
        return new ParallelBlock(
                l -> new NDList(l.get(0).singletonOrThrow().add(l.get(1).singletonOrThrow())),
                List.of(residual, conv(channels, 1, stride)));
    }

    private static SequentialBlock network(int outputs) {
        return new SequentialBlock()
                .add(conv(16, 3, 1))
                .add(block(32, 1))
                .add(block(64, 2))
                .add(block(128, 2))
                .add(Activation.leakyReluBlock(SLOPE))
                .add(Pool.globalAvgPool2dBlock())
                .add(Linear.builder().setUnits(outputs).build());
    }

    private NDArray logits(NDArray points) {
        return trainer.forward(new NDList(points)).singletonOrThrow();
    }

    private static NDArray logDensity(NDArray logits) {
        NDArray max = logits.max(new int[] {1}, true);
        return logits.sub(max).exp().sum(new int[] {1}, true).log().add(max);
    }

    /** Langevin steps of size 1 and noise 0.01. The weights need no gradients meanwhile. */
    private NDArray chain(NDManager manager, NDArray start) {
        model.getBlock().freezeParameters(true);
        NDArray point = start;
        for (int i = 0; i < chain; i++) {
            point = point.duplicate();
            point.setRequiresGradient(true);
            try (GradientCollector collector = trainer.newGradientCollector()) {
                collector.backward(logDensity(logits(point)).sum());
            }
            NDArray slope = point.getGradient();
            point = point.stopGradient()
                    .add(slope)
                    .add(manager.randomNormal(point.getShape()).mul(0.01f));
        }
        model.getBlock().freezeParameters(false);
        return point;
    }

    private void step() {
        try (NDManager manager = trainer.getManager().newSubManager()) {
            NDArray rows = manager.create(task.rows(1, calls++));
            NDArray data = x.get(manager, new NDIndex("{}", rows));
            NDArray classes = y.get(manager, new NDIndex("{}", rows));
            NDArray other = x.get(manager, new NDIndex("{}", manager.create(task.rows(1, calls + 1_000_000))));
            NDArray start = manager.randomUniform(-1, 1, data.getShape());
            NDArray sampled = chain(manager, start);
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray loss = crossEntropy
                        .evaluate(new NDList(classes), new NDList(logits(data)))
                        .add(logDensity(logits(sampled)).mean())
                        .sub(logDensity(logits(other)).mean());
                collector.backward(loss);
            }
            trainer.step();
        }
    }

    @Override
    public String name() {
        return "DJL + PyTorch, eager";
    }

    @Override
    public void call() {
        JniUtils.setNumThreads(threads);
        for (int i = 0; i < task.stepsPerCall(); i++) {
            step();
        }
    }

    @Override
    public int unitsPerCall() {
        return task.stepsPerCall();
    }

    @Override
    public double readySeconds() {
        return readySeconds;
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
