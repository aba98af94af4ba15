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

import io.github.tribuogen.neural.progress.ProgressListener;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingInterruptedException;
import io.github.tribuogen.neural.runtime.TrainingLoop;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Consumer;

/**
 * Our own training loop, as users run it, held between its runs by a progress listener so that others can be timed in
 * between.
 */
final class LoopContender implements Contender, ProgressListener {
    /** The default of training; handing over to the measuring thread takes as long as ten steps of a small network. */
    private static final int STEPS_PER_RUN = 100;

    private final String name;
    private final int stepsPerCall;
    private final SynchronousQueue<Object> go = new SynchronousQueue<>();
    private final SynchronousQueue<Object> done = new SynchronousQueue<>();
    private final Thread thread;
    private final double readySeconds;
    private volatile Throwable failure;

    LoopContender(String name, TrainingProgram program, TrainingData data, int stepsPerCall, Device device) {
        this(name, stepsPerCall, listener -> TrainingLoop.builder(program, data, Long.MAX_VALUE / 2)
                .device(device)
                .stepsPerRun(Math.min(stepsPerCall, STEPS_PER_RUN))
                .seed(1)
                .progress(name, listener)
                .train());
    }

    /** Any training without end that tells a listener of its steps, at least after every so many. */
    LoopContender(String name, int stepsPerCall, Consumer<ProgressListener> training) {
        this.name = name;
        this.stepsPerCall = stepsPerCall;
        this.thread = new Thread(() -> run(training), name);
        thread.setDaemon(true);
        long began = System.nanoTime();
        thread.start();
        await();
        this.readySeconds = (System.nanoTime() - began) / 1e9;
    }

    private void run(Consumer<ProgressListener> training) {
        try {
            training.accept(this);
        } catch (TrainingInterruptedException e) {
            // the way it is closed
        } catch (RuntimeException | Error e) {
            failure = e;
            done.offer(this);
        }
    }

    private void await() {
        try {
            Object told = null;
            while (told == null && failure == null) {
                told = done.poll(1, java.util.concurrent.TimeUnit.SECONDS);
            }
            if (failure != null) {
                throw new IllegalStateException(name + " failed", failure);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(name + " was interrupted", e);
        }
    }

    private void hold() {
        try {
            done.put(this);
            go.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void started(String task, long totalSteps) {
        hold();
    }

    @Override
    public void progressed(long step, Map<String, Double> metrics, double stepsPerSecond) {
        if (step % stepsPerCall == 0) {
            hold();
        }
    }

    @Override
    public void finished(long step, Map<String, Double> metrics) {}

    @Override
    public void call() {
        try {
            go.put(this);
        } catch (InterruptedException e) {
            throw new IllegalStateException(name + " was interrupted", e);
        }
        await();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int unitsPerCall() {
        return stepsPerCall;
    }

    @Override
    public double readySeconds() {
        return readySeconds;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
