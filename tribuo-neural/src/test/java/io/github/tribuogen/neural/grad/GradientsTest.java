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
package io.github.tribuogen.neural.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All derivatives of one small network against central differences and against one another. */
class GradientsTest {
    private static final int BATCH = 3;
    private static final int D = 4;
    private static final double STEP = 1e-5;

    private final Graph g = new Graph();
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<String, HostTensor> arguments = new HashMap<>();
    private final Map<String, Tensor> outputs = new LinkedHashMap<>();
    private final Tensor x = input("x", Shape.batched("batch", D), BATCH, D);
    private final Tensor v = input("v", Shape.batched("batch", D), BATCH, D);
    private final Tensor w1 = input("w1", Shape.of(D, 5), D, 5);
    private final Tensor w2 = input("w2", Shape.of(5, D), 5, D);
    private final Tensor y = network(x);
    private final Tensor energy = y.square().sum(1);

    private Tensor input(String name, Shape shape, long... sizes) {
        Tensor t = g.input(name, DType.FLOAT64, shape);
        inputs.put(name, t);
        arguments.put(name, Evaluate.random(name.hashCode(), sizes));
        return t;
    }

    private Tensor network(Tensor in) {
        return in.matMul(w1).tanh().matMul(w2).add(0.3).softplus().mul(in.sin().add(2));
    }

    private Executable compile() {
        return Executable.compile(new GraphFunction("f", inputs, outputs), Device.cpu(1));
    }

    /** The derivative of an output along a direction of an input, by differences. */
    private double[] difference(Executable e, String output, String input, HostTensor along) {
        Map<String, HostTensor> a = new HashMap<>(arguments);
        a.put(input, Evaluate.moved(arguments.get(input), along, STEP));
        double[] up = e.run(a).get(output).toDoubles();
        a.put(input, Evaluate.moved(arguments.get(input), along, -STEP));
        double[] down = e.run(a).get(output).toDoubles();
        for (int i = 0; i < up.length; i++) {
            up[i] = (up[i] - down[i]) / (2 * STEP);
        }
        return up;
    }

    private static HostTensor unit(long[] shape, int i) {
        return Evaluate.moved(HostTensor.filled(DType.FLOAT64, 0, shape), i, 1);
    }

    /** The dense Jacobian of an output by an input, [outputs][inputs]. */
    private double[][] jacobian(Executable e, String output, String input, int rows) {
        HostTensor at = arguments.get(input);
        double[][] j = new double[rows][at.size()];
        for (int k = 0; k < at.size(); k++) {
            double[] column = difference(e, output, input, unit(at.shape(), k));
            for (int i = 0; i < rows; i++) {
                j[i][k] = column[i];
            }
        }
        return j;
    }

    private static double[] times(double[][] j, double[] v, boolean transposed) {
        double[] out = new double[transposed ? j[0].length : j.length];
        for (int i = 0; i < j.length; i++) {
            for (int k = 0; k < j[0].length; k++) {
                out[transposed ? k : i] += j[i][k] * v[transposed ? i : k];
            }
        }
        return out;
    }

    @Test
    void productsWithTheJacobian() {
        outputs.put("y", y);
        outputs.put("vjp", Gradients.vjp(y, x, v));
        outputs.put("jvp", Gradients.jvp(y, x, v));
        try (Executable e = compile()) {
            Map<String, HostTensor> r = e.run(arguments);
            double[][] j = jacobian(e, "y", "x", BATCH * D);
            double[] along = arguments.get("v").toDoubles();
            assertArrayEquals(times(j, along, true), r.get("vjp").toDoubles(), 1e-8);
            assertArrayEquals(times(j, along, false), r.get("jvp").toDoubles(), 1e-8);
        }
    }

    @Test
    void denseJacobian() {
        Tensor one = input("one", Shape.of(1, D), 1, D);
        outputs.put("y", network(one));
        outputs.put("jacobian", Gradients.jacobian(network(one), one));
        try (Executable e = compile()) {
            double[][] j = jacobian(e, "y", "one", D);
            HostTensor found = e.run(arguments).get("jacobian");
            assertArrayEquals(new long[] {D, D}, found.shape());
            for (int i = 0; i < D * D; i++) {
                assertEquals(j[i / D][i % D], found.get(i), 1e-8);
            }
        }
    }

    @Test
    void hessianVectorProduct() {
        Tensor loss = energy.sum();
        Tensor gradient = Gradients.grad(loss, x);
        outputs.put("loss", loss);
        outputs.put("gradient", gradient);
        outputs.put("reverse", Gradients.hessianVectorProduct(loss, x, v));
        outputs.put("forward", Gradients.jvp(gradient, x, v));
        try (Executable e = compile()) {
            Map<String, HostTensor> r = e.run(arguments);
            double[][] j = jacobian(e, "loss", "x", 1);
            assertArrayEquals(j[0], r.get("gradient").toDoubles(), 1e-8);
            double[] expected = difference(e, "gradient", "x", arguments.get("v"));
            assertArrayEquals(expected, r.get("reverse").toDoubles(), 1e-7);
            assertArrayEquals(expected, r.get("forward").toDoubles(), 1e-7);
        }
    }

    @Test
    void tracesAgree() {
        outputs.put("y", y);
        outputs.put("exact", TraceEstimator.exact(y, x));
        outputs.put("hutchinson", TraceEstimator.hutchinson(y, x, v));
        try (Executable e = compile()) {
            double[][] j = jacobian(e, "y", "x", BATCH * D);
            double[] trace = new double[BATCH];
            for (int i = 0; i < BATCH * D; i++) {
                trace[i / D] += j[i][i];
            }
            assertArrayEquals(trace, e.run(arguments).get("exact").toDoubles(), 1e-8);
            // the mean over all probes of signs is the trace itself, without any sampling error
            double[] mean = new double[BATCH];
            for (int signs = 0; signs < 1 << D; signs++) {
                double[] probe = new double[BATCH * D];
                for (int i = 0; i < probe.length; i++) {
                    probe[i] = (signs >> i % D & 1) == 0 ? 1 : -1;
                }
                Map<String, HostTensor> a = new HashMap<>(arguments);
                a.put("v", HostTensor.of(probe, BATCH, D));
                HostTensor t = e.run(a).get("hutchinson");
                for (int b = 0; b < BATCH; b++) {
                    mean[b] += t.get(b) / (1 << D);
                }
            }
            assertArrayEquals(trace, mean, 1e-8);
        }
    }

    @Test
    void laplacianIsTheTraceOfTheHessian() {
        Tensor score = Gradients.grad(energy.sum(), x);
        outputs.put("score", score);
        outputs.put("laplacian", TraceEstimator.exact(score, x));
        // a gradient of the third order: score matching trains through the trace
        Tensor objective = TraceEstimator.exact(score, x)
                .add(score.square().sum(1).mul(0.5))
                .mean();
        outputs.put("objective", objective);
        outputs.put("dw", Gradients.grad(objective, w1));
        try (Executable e = compile()) {
            Map<String, HostTensor> r = e.run(arguments);
            double[][] hessian = jacobian(e, "score", "x", BATCH * D);
            double[] trace = new double[BATCH];
            for (int i = 0; i < BATCH * D; i++) {
                trace[i / D] += hessian[i][i];
                for (int k = 0; k < BATCH * D; k++) {
                    assertEquals(hessian[i][k], hessian[k][i], 1e-7, "symmetry of the Hessian");
                }
            }
            assertArrayEquals(trace, r.get("laplacian").toDoubles(), 1e-7);
            assertArrayEquals(jacobian(e, "objective", "w1", 1)[0], r.get("dw").toDoubles(), 1e-6);
        }
    }

    @Test
    void directionalDerivativeOfADirectionalDerivative() {
        Tensor once = Gradients.jvp(y, x, v);
        outputs.put("once", once);
        outputs.put("twice", Gradients.jvp(once, x, v));
        outputs.put("thrice", Gradients.jvp(Gradients.jvp(once, x, v), x, v));
        try (Executable e = compile()) {
            Map<String, HostTensor> r = e.run(arguments);
            HostTensor along = arguments.get("v");
            assertArrayEquals(difference(e, "once", "x", along), r.get("twice").toDoubles(), 1e-7);
            assertArrayEquals(
                    difference(e, "twice", "x", along), r.get("thrice").toDoubles(), 1e-6);
        }
    }

    @Test
    void gradientOfAGradientPenalty() {
        Tensor norm = Gradients.grad(y.sum(), x).square().sum(1).sqrt();
        Tensor penalty = norm.sub(1).square().mean();
        List<Tensor> d = Gradients.grad(penalty, List.of(w1, w2));
        outputs.put("penalty", penalty);
        outputs.put("d1", d.get(0));
        outputs.put("d2", d.get(1));
        try (Executable e = compile()) {
            Map<String, HostTensor> r = e.run(arguments);
            assertArrayEquals(jacobian(e, "penalty", "w1", 1)[0], r.get("d1").toDoubles(), 1e-7);
            assertArrayEquals(jacobian(e, "penalty", "w2", 1)[0], r.get("d2").toDoubles(), 1e-7);
        }
    }

    @Test
    void severalValuesAndVariables() {
        Tensor z = x.mul(2);
        Tensor p = z.exp();
        Tensor q = z.mul(x);
        List<Tensor> d = Gradients.vjp(List.of(p, q, x), List.of(x, z), List.of(v, v, v));
        outputs.put("dx", d.get(0));
        outputs.put("dz", d.get(1));
        try (Executable e = compile()) {
            Map<String, HostTensor> r = e.run(arguments);
            for (int i = 0; i < BATCH * D; i++) {
                double xi = arguments.get("x").get(i);
                double vi = arguments.get("v").get(i);
                assertEquals(
                        vi * (2 * Math.exp(2 * xi) + 4 * xi + 1), r.get("dx").get(i), 1e-12);
                assertEquals(vi * (Math.exp(2 * xi) + xi), r.get("dz").get(i), 1e-12);
            }
        }
    }

    @Test
    void zeroWhereNothingDepends() {
        outputs.put("unrelated", Gradients.grad(w1.sum(), x));
        outputs.put("stopped", Gradients.grad(x.stopGradient().mul(x).sum(), x));
        outputs.put(
                "integers",
                Gradients.grad(x.cast(DType.INT64).cast(DType.FLOAT64).sum(), x));
        outputs.put("jvp", Gradients.jvp(w1, x, v));
        try (Executable e = compile()) {
            Map<String, HostTensor> r = e.run(arguments);
            assertArrayEquals(new double[BATCH * D], r.get("unrelated").toDoubles());
            assertArrayEquals(arguments.get("x").toDoubles(), r.get("stopped").toDoubles(), 1e-15);
            assertArrayEquals(new double[BATCH * D], r.get("integers").toDoubles());
            assertArrayEquals(new double[D * 5], r.get("jvp").toDoubles());
        }
    }

    @Test
    void gradientPassesThroughConversions() {
        outputs.put(
                "d",
                Gradients.grad(
                        x.cast(DType.FLOAT32).square().cast(DType.FLOAT64).sum(), x));
        try (Executable e = compile()) {
            HostTensor d = e.run(arguments).get("d");
            assertEquals(DType.FLOAT64, d.dtype());
            for (int i = 0; i < BATCH * D; i++) {
                assertEquals(2 * arguments.get("x").get(i), d.get(i), 1e-6);
            }
        }
    }

    @Test
    void oneOfTwoOutputsOfAnOperator() {
        List<Tensor> parts = x.split(1, 1, 3);
        outputs.put("d", Gradients.grad(parts.get(1).square().sum(), x));
        try (Executable e = compile()) {
            HostTensor d = e.run(arguments).get("d");
            for (int i = 0; i < BATCH * D; i++) {
                assertEquals(i % D == 0 ? 0 : 2 * arguments.get("x").get(i), d.get(i), 1e-15);
            }
        }
    }

    @Test
    void mistakesAreNamed() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Gradients.grad(energy, x));
        assertTrue(e.getMessage().contains("[batch]"), e.getMessage());
        IllegalArgumentException f = assertThrows(IllegalArgumentException.class, () -> Gradients.vjp(energy, x, v));
        assertTrue(f.getMessage().contains("[batch, 4]"), f.getMessage());
        IllegalArgumentException h = assertThrows(IllegalArgumentException.class, () -> Gradients.jvp(y, x, energy));
        assertTrue(h.getMessage().contains("direction"), h.getMessage());
        IllegalArgumentException i = assertThrows(
                IllegalArgumentException.class, () -> Gradients.grad(x.argMax(1).sum(), x));
        assertTrue(i.getMessage().contains("int64"), i.getMessage());
    }
}
