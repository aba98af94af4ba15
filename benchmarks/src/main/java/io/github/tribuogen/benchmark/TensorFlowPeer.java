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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.nn.SparseSoftmaxCrossEntropyWithLogits;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The tasks on TensorFlow-Java in graph mode, with TensorFlow's fused Adam. In its strongest form several steps are unrolled
 * into one graph, which a single session run executes; a wait between steps keeps them in order.
 */
final class TensorFlowPeer implements Contender {
    private final String name;
    private final TrainingTask task;
    private final int unroll;
    private final Graph graph = new Graph();
    private final Session session;
    private final Placeholder<TInt64> rows;
    private final Op target;
    private final double readySeconds;
    private long calls = 0;

    private final List<Variable<TFloat32>> parameters = new ArrayList<>();
    private final List<Variable<TFloat32>> moments = new ArrayList<>();
    private final List<Op> initialisers = new ArrayList<>();
    private Variable<TFloat32> power1;
    private Variable<TFloat32> power2;

    TensorFlowPeer(TrainingTask task, int threads, int unroll) {
        long began = System.nanoTime();
        this.name = unroll == 1 ? "TensorFlow-Java, a run a step" : "TensorFlow-Java, " + unroll + " steps a run";
        this.task = task;
        this.unroll = unroll;
        Ops tf = Ops.create(graph);
        declare(tf);
        this.rows = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(unroll, task.batch())));
        long[] shape = nhwc(task);
        Operand<TFloat32> x = variable(tf, task.inputs(), shape);
        Operand<?> y = task.regression()
                ? variable(tf, task.targets(), TrainingTask.EXAMPLES, 1)
                : tf.constant(Shape.of(TrainingTask.EXAMPLES), DataBuffers.of(task.classes()));
        Op last = null;
        for (int i = 0; i < unroll; i++) {
            Ops after = last == null ? tf : tf.withControlDependencies(last);
            Operand<TInt64> batch = after.reshape(
                    after.slice(rows, after.constant(new int[] {i, 0}), after.constant(new int[] {1, -1})),
                    after.constant(new int[] {-1}));
            Operand<?> yb = after.gather(y, batch, after.constant(0));
            last = step(after, after.gather(x, batch, after.constant(0)), yb, "step" + i);
        }
        this.target = last;
        ConfigProto config = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(1)
                .build();
        this.session = new Session(graph, false, config);
        Session.Runner init = session.runner();
        initialisers.forEach(init::addTarget);
        init.run();
        run();
        this.readySeconds = (System.nanoTime() - began) / 1e9;
    }

    private static long[] nhwc(TrainingTask t) {
        long[] s = t.inputShape();
        return s.length == 1
                ? new long[] {TrainingTask.EXAMPLES, s[0]}
                : new long[] {TrainingTask.EXAMPLES, s[1], s[2], s[0]};
    }

    private Variable<TFloat32> variable(Ops tf, float[] values, long... shape) {
        Variable<TFloat32> v = tf.variable(Shape.of(shape), TFloat32.class);
        initialisers.add(tf.assign(v, tf.constant(Shape.of(shape), DataBuffers.of(values))));
        return v;
    }

    private void parameter(Ops tf, long fanIn, long... shape) {
        int n = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        float[] values = new float[n];
        if (fanIn > 0) {
            SplittableRandom rng = new SplittableRandom(parameters.size());
            for (int i = 0; i < n; i++) {
                values[i] = (float) (rng.nextGaussian() * Math.sqrt(2.0 / fanIn));
            }
        }
        parameters.add(variable(tf, values, shape));
        moments.add(variable(tf, new float[n], shape));
        moments.add(variable(tf, new float[n], shape));
    }

    private void declare(Ops tf) {
        long in = task.inputShape()[0];
        for (int i = 0; i < task.convolutions(); i++) {
            parameter(tf, 9 * in, 3, 3, in, task.channels());
            parameter(tf, 0, task.channels());
            in = task.channels();
        }
        for (int i = 0; i <= task.hidden().length; i++) {
            long out = i < task.hidden().length ? task.hidden()[i] : task.outputs();
            parameter(tf, in, in, out);
            parameter(tf, 0, out);
            in = out;
        }
        power1 = variable(tf, new float[] {0.9f});
        power2 = variable(tf, new float[] {0.999f});
    }

    /** An update; it is ordered before what depends on the result. */
    private Op step(Ops tf, Operand<TFloat32> x, Operand<?> y, String scope) {
        Operand<TFloat32> h = x;
        // the parameters as they are before this step's update
        int p = 0;
        for (int i = 0; i < task.convolutions(); i++, p += 2) {
            h = tf.nn.conv2d(h, parameters.get(p), List.of(1L, 1L, 1L, 1L), "SAME");
            h = tf.nn.relu(tf.nn.biasAdd(h, parameters.get(p + 1)));
        }
        if (task.convolutions() > 0) {
            h = tf.math.mean(h, tf.constant(new int[] {1, 2}));
        }
        for (int i = 0; i <= task.hidden().length; i++, p += 2) {
            MatMul<TFloat32> product = tf.linalg.matMul(h, parameters.get(p));
            h = tf.nn.biasAdd(product, parameters.get(p + 1));
            if (i < task.hidden().length) {
                h = tf.nn.relu(h);
            }
        }
        // the gradient by the outputs; for a softmax the operator computes it beside the loss
        Operand<TFloat32> slope;
        if (task.regression()) {
            slope = tf.math.mul(tf.math.sub(h, cast(y)), tf.constant(2f / task.batch()));
        } else {
            SparseSoftmaxCrossEntropyWithLogits<TFloat32> ce = tf.nn.sparseSoftmaxCrossEntropyWithLogits(h, labels(y));
            slope = tf.math.mul(ce.backprop(), tf.constant(1f / task.batch()));
        }
        Output<?>[] by = parameters.stream().map(Variable::asOutput).toArray(Output[]::new);
        Output<?>[] gradients =
                graph.addGradients(scope, new Output<?>[] {h.asOutput()}, by, new Output<?>[] {slope.asOutput()});
        List<Op> ready = new ArrayList<>();
        for (Output<?> g : gradients) {
            ready.add(g);
        }
        // the variables are updated in place: not before every product that reads them is done
        Ops update = tf.withControlDependencies(ready);
        List<Op> updates = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            updates.add(update.train.applyAdam(
                    parameters.get(i),
                    moments.get(2 * i),
                    moments.get(2 * i + 1),
                    power1,
                    power2,
                    update.constant(TrainingTask.RATE),
                    update.constant(0.9f),
                    update.constant(0.999f),
                    update.constant(1e-8f),
                    gradient(gradients[i])));
        }
        Ops end = tf.withControlDependencies(updates);
        return end.withControlDependencies(
                        end.assign(power1, end.math.mul(power1, end.constant(0.9f))),
                        end.assign(power2, end.math.mul(power2, end.constant(0.999f))))
                .noOp();
    }

    @SuppressWarnings("unchecked")
    private static Operand<TFloat32> gradient(Output<?> g) {
        return (Operand<TFloat32>) g;
    }

    @SuppressWarnings("unchecked")
    private static Operand<TFloat32> cast(Operand<?> y) {
        return (Operand<TFloat32>) y;
    }

    @SuppressWarnings("unchecked")
    private static Operand<TInt64> labels(Operand<?> y) {
        return (Operand<TInt64>) y;
    }

    private void run() {
        try (TInt64 batch =
                TInt64.tensorOf(Shape.of(unroll, task.batch()), DataBuffers.of(task.rows(unroll, calls++)))) {
            session.runner().feed(rows, batch).addTarget(target).run().close();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void call() {
        for (int i = 0; i < unitsPerCall() / unroll; i++) {
            run();
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
        session.close();
        graph.close();
    }
}
