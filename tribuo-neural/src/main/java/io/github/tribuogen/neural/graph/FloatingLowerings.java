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

    static void step(Node n, OnnxEmitter e) {
        DType type = n.input(0).dtype();
        String positive = e.op("Greater", List.of(e.name(n.input(0)), e.constant(HostTensor.scalar(type, 0))));
        e.emitTo(e.name(n.output(0)), "Cast", List.of(positive), OnnxEmitter.integer("to", type.onnxCode()));
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

    static void softplus(Node n, OnnxEmitter e) {
        String x = e.name(n.input(0));
        String one = e.constant(HostTensor.scalar(n.input(0).dtype(), 1));
        String tail = e.op("Exp", List.of(e.op("Neg", List.of(e.op("Abs", List.of(x))))));
        String log = e.op("Log", List.of(e.op("Add", List.of(tail, one))));
        e.emitTo(e.name(n.output(0)), "Add", List.of(e.op("Relu", List.of(x)), log));
    }

    /** Double precision: Abramowitz and Stegun's 7.1.26 is too coarse for derivatives, so the runtime's own is used. */
    static void erf(Node n, OnnxEmitter e) {
        e.emit(n, "Erf");
    }
}
