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
package io.github.tribuogen.neural.graph;

import java.util.List;

/**
 * Translations of elementwise operators that ONNX Runtime lacks, has in single precision only, or computes more slowly
 * than a composition does.
 */
final class FloatingLowerings {
    private FloatingLowerings() {}

    // times any normal number this is beyond 1, or beyond the largest number
    private static final double STEEP = 3e38;

    /** One pass over the memory where comparison and conversion take two; denormal numbers may give less than 1. */
    static void step(Node n, OnnxEmitter e) {
        if (n.input(0).dtype() == DType.FLOAT32) {
            e.emit(n, "HardSigmoid", OnnxEmitter.real("alpha", STEEP), OnnxEmitter.real("beta", 0));
            return;
        }
        DType type = n.input(0).dtype();
        String positive = e.op("Greater", List.of(e.name(n.input(0)), e.constant(HostTensor.scalar(type, 0))));
        e.emitTo(e.name(n.output(0)), "Cast", List.of(positive), OnnxEmitter.integer("to", type.onnxCode()));
    }

    static void leakyStep(Node n, OnnxEmitter e) {
        double alpha = n.attributes().get("alpha", Double.class);
        DType type = n.input(0).dtype();
        String x = e.name(n.input(0));
        String low = e.constant(HostTensor.scalar(type, alpha));
        String high = e.constant(HostTensor.scalar(type, 1));
        if (type == DType.FLOAT32 && alpha >= 0 && alpha <= 1) {
            String steep = e.op("Mul", List.of(x, e.constant(HostTensor.scalar(type, STEEP))));
            e.emitTo(e.name(n.output(0)), "Clip", List.of(steep, low, high));
        } else {
            String positive = e.op("Greater", List.of(x, e.constant(HostTensor.scalar(type, 0))));
            e.emitTo(e.name(n.output(0)), "Where", List.of(positive, high, low));
        }
    }

    static void leakyRelu(Node n, OnnxEmitter e) {
        double alpha = n.attributes().get("alpha", Double.class);
        if (n.input(0).dtype() == DType.FLOAT32) {
            e.emit(n, "LeakyRelu", OnnxEmitter.real("alpha", alpha));
            return;
        }
        // ONNX Runtime has LeakyRelu in single precision only
        String x = e.name(n.input(0));
        String scaled = e.op("Mul", List.of(x, e.constant(HostTensor.scalar(DType.FLOAT64, alpha))));
        String positive = e.op("Greater", List.of(x, e.constant(HostTensor.scalar(DType.FLOAT64, 0))));
        e.emitTo(e.name(n.output(0)), "Where", List.of(positive, x, scaled));
    }

    static void softsign(Node n, OnnxEmitter e) {
        String x = e.name(n.input(0));
        String one = e.constant(HostTensor.scalar(n.input(0).dtype(), 1));
        String size = e.op("Add", List.of(e.op("Abs", List.of(x)), one));
        e.emitTo(e.name(n.output(0)), "Div", List.of(x, size));
    }

    static void softplus(Node n, OnnxEmitter e) {
        String x = e.name(n.input(0));
        String one = e.constant(HostTensor.scalar(n.input(0).dtype(), 1));
        String tail = e.op("Exp", List.of(e.op("Neg", List.of(e.op("Abs", List.of(x))))));
        String log = e.op("Log", List.of(e.op("Add", List.of(tail, one))));
        e.emitTo(e.name(n.output(0)), "Add", List.of(e.op("Relu", List.of(x)), log));
    }

    /**
     * ONNX Runtime has Erf in single precision only. Double precision takes {@code erf(x) = 2 x / sqrt(pi) int_0^1
     * exp(-x^2 s^2) ds} by Gauss-Legendre quadrature, |x| bounded by 6, where erf is 1 to the last bit. The relative error
     * is below 1e-14.
     */
    static void erf(Node n, OnnxEmitter e) {
        if (n.input(0).dtype() == DType.FLOAT32) {
            e.emit(n, "Erf");
            return;
        }
        double[][] rule = gaussLegendre(ERF_POINTS);
        double[] exponents = new double[ERF_POINTS];
        double[] weights = new double[ERF_POINTS];
        for (int i = 0; i < ERF_POINTS; i++) {
            exponents[i] = -rule[0][i] * rule[0][i];
            weights[i] = 2 / Math.sqrt(Math.PI) * rule[1][i];
        }
        String six = e.constant(HostTensor.scalar(DType.FLOAT64, 6));
        String minusSix = e.constant(HostTensor.scalar(DType.FLOAT64, -6));
        String x = e.op("Max", List.of(e.op("Min", List.of(e.name(n.input(0)), six)), minusSix));
        // ReduceSum of an empty tensor mistakes the shape if its axis is negative
        String last = e.constant(HostTensor.of(new long[] {n.input(0).shape().rank()}, 1));
        String wide = e.op("Unsqueeze", List.of(e.op("Mul", List.of(x, x)), last));
        String scaled = e.op("Mul", List.of(wide, e.constant(HostTensor.of(exponents, ERF_POINTS))));
        String terms =
                e.op("Mul", List.of(e.op("Exp", List.of(scaled)), e.constant(HostTensor.of(weights, ERF_POINTS))));
        String mean = e.op("ReduceSum", List.of(terms, last), OnnxEmitter.integer("keepdims", 0));
        e.emitTo(e.name(n.output(0)), "Mul", List.of(x, mean));
    }

    private static final int ERF_POINTS = 40;

    /** Abscissae and weights on [0, 1]: the zeros of the Legendre polynomial by Newton's method. */
    private static double[][] gaussLegendre(int n) {
        double[][] rule = new double[2][n];
        for (int i = 0; i < n; i++) {
            double z = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = 0;
            for (int step = 0; step < 10; step++) {
                double p = 1;
                double before = 0;
                for (int k = 1; k <= n; k++) {
                    double next = ((2 * k - 1) * z * p - (k - 1) * before) / k;
                    before = p;
                    p = next;
                }
                slope = n * (z * p - before) / (z * z - 1);
                z -= p / slope;
            }
            rule[0][i] = (z + 1) / 2;
            rule[1][i] = 1 / ((1 - z * z) * slope * slope);
        }
        return rule;
    }
}
