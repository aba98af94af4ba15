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
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/** The tasks on DJL with PyTorch's eager engine, its trainer and its Adam. */
final class DjlPeer implements Contender {
    private final TrainingTask task;
    private final int threads;
    private final Model model;
    private final Trainer trainer;
    private final NDArray x;
    private final NDArray y;
    private final Loss loss;
    private final double readySeconds;
    private long calls = 0;

    DjlPeer(TrainingTask task, int threads) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        long began = System.nanoTime();
        this.task = task;
        this.threads = threads;
        this.model = Model.newInstance(task.name(), Device.cpu(), "PyTorch");
        model.setBlock(block(task));
        this.loss = task.regression() ? Loss.l2Loss("loss", 1f) : Loss.softmaxCrossEntropyLoss();
        this.trainer = model.newTrainer(new DefaultTrainingConfig(loss)
                .optInitializer(new XavierInitializer(), p -> p.getName().contains("weight"))
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed(TrainingTask.RATE))
                        .build())
                .optDevices(new Device[] {Device.cpu()}));
        Shape one = new Shape(task.inputShape());
        trainer.initialize(new Shape(task.batch()).addAll(one));
        NDManager m = trainer.getManager();
        this.x = m.create(task.inputs(), new Shape(TrainingTask.EXAMPLES).addAll(one));
        this.y = task.regression()
                ? m.create(task.targets(), new Shape(TrainingTask.EXAMPLES, 1))
                : m.create(task.classes()).toType(DataType.FLOAT32, false);
        JniUtils.setNumThreads(threads);
        step();
        this.readySeconds = (System.nanoTime() - began) / 1e9;
    }

    private static SequentialBlock block(TrainingTask t) {
        SequentialBlock b = new SequentialBlock();
        for (int i = 0; i < t.convolutions(); i++) {
            b.add(Conv2d.builder()
                    .setKernelShape(new Shape(3, 3))
                    .optPadding(new Shape(1, 1))
                    .setFilters(t.channels())
                    .build());
            b.add(Activation.reluBlock());
        }
        if (t.convolutions() > 0) {
            b.add(Pool.globalAvgPool2dBlock());
        }
        for (int units : t.hidden()) {
            b.add(Linear.builder().setUnits(units).build());
            b.add(Activation.reluBlock());
        }
        b.add(Linear.builder().setUnits(t.outputs()).build());
        return b;
    }

    private void step() {
        try (NDManager manager = trainer.getManager().newSubManager()) {
            NDArray rows = manager.create(task.rows(1, calls++));
            NDArray xb = x.get(manager, new NDIndex("{}", rows));
            NDArray yb = y.get(manager, new NDIndex("{}", rows));
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDList out = trainer.forward(new NDList(xb));
                NDArray l = loss.evaluate(new NDList(yb), out);
                collector.backward(l);
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
