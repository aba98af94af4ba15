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

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What operators and their possible translations to ONNX cost: nanoseconds an element of elementwise operators, on one
 * thread, and milliseconds of the three maps of a convolution, on one and two. The engine's choice of translations rests on
 * this table; ask again on another machine or with another version of ONNX Runtime.
 */
public final class LoweringBenchmark {
    private static final int N = 1 << 16;
    private static final int CHAIN = 10;

    private LoweringBenchmark() {}

    /** Maps a chained value and a fixed one to the next chained value. */
    private interface Candidate {
        String apply(OnnxSketch s, String chained, String fixed);
    }

    /**
     * Prints the table.
     *
     * @param args None.
     */
    public static void main(String[] args) {
        System.out.println("| elementwise, 65,536 float32, one thread | ns/element |\n|---|---|");
        candidates().forEach((name, c) -> System.out.printf("| %s | %.2f |%n", name, nanoseconds(c)));
        System.out.println("\n| convolution, float32 | ms, one thread | ms, two threads |\n|---|---|---|");
        convolution(32, 64, 64, 32, 3, 1);
        convolution(64, 16, 32, 16, 3, 1);
        convolution(64, 32, 64, 16, 4, 2);
        convolution(128, 1, 16, 28, 3, 1);
    }

    private static Map<String, Candidate> candidates() {
        Map<String, Candidate> m = new LinkedHashMap<>();
        for (String op : new String[] {
            "Abs",
            "Neg",
            "Relu",
            "Sign",
            "Sqrt",
            "Exp",
            "Log",
            "Sin",
            "Cos",
            "Tanh",
            "Sigmoid",
            "Erf",
            "Reciprocal",
            "Floor"
        }) {
            m.put(op, (s, x, f) -> s.op(op, x));
        }
        for (String op : new String[] {"Add", "Mul", "Div", "Max", "Pow"}) {
            m.put(op, (s, x, f) -> s.op(op, List.of(x, f)));
        }
        m.put("Mul by a scalar", (s, x, f) -> s.op("Mul", List.of(x, s.number(0.9))));
        m.put("Pow by the scalar 2", (s, x, f) -> s.op("Pow", List.of(x, s.number(2))));
        m.put("Greater", (s, x, f) -> s.op("Where", List.of(s.op("Greater", List.of(x, s.number(0))), x, f)));
        m.put("step: Cast(Greater)", (s, x, f) -> s.op("Cast", s.op("Greater", List.of(x, s.number(0))), "to", 1));
        m.put(
                "step: Where(Greater, 1, 0)",
                (s, x, f) ->
                        s.op("Where", List.of(s.op("Greater", List.of(x, s.number(0))), s.number(1), s.number(0))));
        m.put("step: HardSigmoid, steep", (s, x, f) -> s.op("HardSigmoid", x, "alpha", 3e38f, "beta", 0f));
        m.put(
                "leaky step: Clip(Mul)",
                (s, x, f) ->
                        s.op("Clip", List.of(s.op("Mul", List.of(x, s.number(3e38))), s.number(0.2), s.number(1))));
        m.put("step: Sign(Relu)", (s, x, f) -> s.op("Sign", s.op("Relu", x)));
        m.put(
                "relu gradient: Mul(dy, Cast(Greater))",
                (s, x, f) -> s.op(
                        "Mul",
                        List.of(
                                x,
                                s.op(
                                        "Cast",
                                        s.op("Greater", List.of(f, s.op("Mul", List.of(x, s.number(0))))),
                                        "to",
                                        1))));
        m.put(
                "relu gradient: Where(Greater, dy, 0)",
                (s, x, f) -> s.op(
                        "Where",
                        List.of(s.op("Greater", List.of(f, s.op("Mul", List.of(x, s.number(0))))), x, s.number(0))));
        m.put(
                "relu gradient: Mul(dy, Sign(y))",
                (s, x, f) -> s.op(
                        "Mul",
                        List.of(x, s.op("Sign", s.op("Max", List.of(f, s.op("Mul", List.of(x, s.number(0)))))))));
        m.put("softplus: Softplus", (s, x, f) -> s.op("Softplus", x));
        m.put("softplus: Relu + Log(1 + Exp(-Abs))", (s, x, f) -> {
            String tail = s.op("Exp", s.op("Neg", s.op("Abs", x)));
            String log = s.op("Log", s.op("Add", List.of(tail, s.number(1))));
            return s.op("Add", List.of(s.op("Relu", x), log));
        });
        m.put("softplus: Relu - Log(Sigmoid(Abs))", (s, x, f) -> {
            String log = s.op("Log", s.op("Sigmoid", s.op("Abs", x)));
            return s.op("Sub", List.of(s.op("Relu", x), log));
        });
        m.put("leaky: LeakyRelu", (s, x, f) -> s.op("LeakyRelu", x, "alpha", 0.2f));
        m.put("leaky: Max(x, a x)", (s, x, f) -> s.op("Max", List.of(x, s.op("Mul", List.of(x, s.number(0.2))))));
        m.put("leaky slope: Add(a, Mul(1 - a, Cast(Greater)))", (s, x, f) -> {
            String step = s.op("Cast", s.op("Greater", List.of(x, s.number(0))), "to", 1);
            return s.op("Add", List.of(s.op("Mul", List.of(step, s.number(0.8))), s.number(0.2)));
        });
        m.put(
                "leaky slope: Where(Greater, 1, a)",
                (s, x, f) ->
                        s.op("Where", List.of(s.op("Greater", List.of(x, s.number(0))), s.number(1), s.number(0.2))));
        m.put(
                "tanh gradient: dy - dy y^2",
                (s, x, f) -> s.op("Sub", List.of(x, s.op("Mul", List.of(x, s.op("Mul", List.of(f, x)))))));
        m.put("swish: Mul(x, Sigmoid(x))", (s, x, f) -> s.op("Mul", List.of(x, s.op("Sigmoid", x))));
        m.put("Expand of a scalar, then Mul", (s, x, f) -> {
            String one = s.op("ReduceMax", List.of(x, s.longs(0)), "keepdims", 1);
            return s.op("Mul", List.of(f, s.op("Expand", List.of(one, s.op("Shape", f)))));
        });
        m.put("Mul with the scalar itself", (s, x, f) -> {
            String one = s.op("ReduceMax", List.of(x, s.longs(0)), "keepdims", 1);
            return s.op("Mul", List.of(f, one));
        });
        return m;
    }

    private static double nanoseconds(Candidate c) {
        OnnxSketch s = new OnnxSketch();
        String x = s.input("x", N);
        String fixed = s.input("f", N);
        for (int i = 0; i < CHAIN; i++) {
            x = c.apply(s, x, fixed);
        }
        s.output(x, N);
        Map<String, HostTensor> in = Map.of("x", random(1, N), "f", random(2, N));
        return best(s, 1, in) * 1e9 / CHAIN / N;
    }

    private static HostTensor random(long seed, long... shape) {
        SplittableRandom r = new SplittableRandom(seed);
        int n = 1;
        for (long d : shape) {
            n *= (int) d;
        }
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) (0.2 + r.nextDouble());
        }
        return HostTensor.of(v, shape);
    }

    /** The shortest of some runs, in seconds. */
    private static double best(OnnxSketch s, int threads, Map<String, HostTensor> arguments) {
        try (Executable e = Executable.load("sketch", s.model(), Map.of(), Device.cpu(threads));
                Executable.Values in = Executable.Values.of(arguments)) {
            double best = Double.POSITIVE_INFINITY;
            long end = System.nanoTime() + 700_000_000L;
            for (int i = 0; i < 5 || System.nanoTime() < end && i < 200; i++) {
                long start = System.nanoTime();
                e.run(in).close();
                best = Math.min(best, (System.nanoTime() - start) * 1e-9);
            }
            return best;
        }
    }

    private static void convolution(long batch, long c, long m, long size, long kernel, long stride) {
        long pad = kernel / 2 - (stride == 2 ? 1 : 0);
        long out = (size + 2 * pad - kernel) / stride + 1;
        Map<String, HostTensor> in = Map.of(
                "x", random(1, batch, c, size, size),
                "w", random(2, m, c, kernel, kernel),
                "y", random(3, batch, m, out, out));
        String label = String.format(
                "%dx%d, stride %d, %d to %d channels, %dx%d, batch %d",
                kernel, kernel, stride, c, m, size, size, batch);
        Geometry g = new Geometry(batch, c, m, size, kernel, stride, pad, out);
        List<String> names = new ArrayList<>(List.of("forward: Conv", "input gradient: ConvTranspose"));
        if (stride == 1) {
            names.add("input gradient: Conv with the flipped kernel");
        }
        names.addAll(List.of(
                "weight gradient: Conv, batch and channels exchanged",
                "weight gradient: shifted products, one a row of the batch",
                "weight gradient: shifted products, one for all",
                "weight gradient: all shifts joined, one product a row"));
        for (String name : names) {
            double one = best(g.sketch(name), 1, g.needs(name, in)) * 1e3;
            double two = best(g.sketch(name), 2, g.needs(name, in)) * 1e3;
            System.out.printf("| %s, %s | %.2f | %.2f |%n", name, label, one, two);
        }
    }

    private record Geometry(long batch, long c, long m, long size, long kernel, long stride, long pad, long out) {
        Map<String, HostTensor> needs(String name, Map<String, HostTensor> all) {
            String[] parts = name.startsWith("forward")
                    ? new String[] {"x", "w"}
                    : name.startsWith("input") ? new String[] {"y", "w"} : new String[] {"x", "y"};
            return Map.of(parts[0], all.get(parts[0]), parts[1], all.get(parts[1]));
        }

        OnnxSketch sketch(String name) {
            OnnxSketch s = new OnnxSketch();
            long[] pads = {pad, pad, pad, pad};
            long[] strides = {stride, stride};
            if (name.startsWith("weight")) {
                String x = s.input("x", batch, c, size, size);
                String y = s.input("y", batch, m, out, out);
                s.output(weight(s, name, x, y), m, c, kernel, kernel);
                return s;
            }
            String w = s.input("w", m, c, kernel, kernel);
            if (name.startsWith("forward")) {
                String x = s.input("x", batch, c, size, size);
                s.output(s.op("Conv", List.of(x, w), "pads", pads, "strides", strides), batch, m, out, out);
                return s;
            }
            String y = s.input("y", batch, m, out, out);
            if (name.endsWith("ConvTranspose")) {
                s.output(s.op("ConvTranspose", List.of(y, w), "pads", pads, "strides", strides), batch, c, size, size);
            } else {
                String t = s.op("Transpose", w, "perm", new long[] {1, 0, 2, 3});
                String f = s.op(
                        "Slice",
                        List.of(
                                t,
                                s.longs(-1, -1),
                                s.longs(Long.MIN_VALUE, Long.MIN_VALUE),
                                s.longs(2, 3),
                                s.longs(-1, -1)));
                long back = kernel - 1 - pad;
                s.output(
                        s.op("Conv", List.of(y, f), "pads", new long[] {back, back, back, back}), batch, c, size, size);
            }
            return s;
        }

        private String weight(OnnxSketch s, String name, String x, String y) {
            long[] swap = {1, 0, 2, 3};
            if (name.contains("exchanged")) {
                String xt = s.op("Transpose", x, "perm", swap);
                String yt = s.op("Transpose", y, "perm", swap);
                String wt =
                        s.op("Conv", List.of(xt, yt), "pads", new long[] {pad, pad, pad, pad}, "dilations", new long[] {
                            stride, stride
                        });
                return s.op("Transpose", wt, "perm", swap);
            }
            String padded = pad == 0 ? x : s.op("Pad", List.of(x, s.longs(0, 0, pad, pad, 0, 0, pad, pad)));
            long reach = (out - 1) * stride + 1;
            List<String> shifts = new ArrayList<>();
            for (long i = 0; i < kernel; i++) {
                for (long j = 0; j < kernel; j++) {
                    shifts.add(s.op(
                            "Slice",
                            List.of(
                                    padded,
                                    s.longs(i, j),
                                    s.longs(i + reach, j + reach),
                                    s.longs(2, 3),
                                    s.longs(stride, stride))));
                }
            }
            List<String> parts = new ArrayList<>();
            if (name.endsWith("one for all")) {
                String yt = s.op("Reshape", List.of(s.op("Transpose", y, "perm", swap), s.longs(m, batch * out * out)));
                for (String k : shifts) {
                    String flat =
                            s.op("Reshape", List.of(s.op("Transpose", k, "perm", swap), s.longs(c, batch * out * out)));
                    parts.add(s.op("Gemm", List.of(yt, flat), "transB", 1));
                }
                return join(s, parts);
            }
            String flatY = s.op("Reshape", List.of(y, s.longs(batch, m, out * out)));
            List<String> flat = new ArrayList<>();
            for (String k : shifts) {
                flat.add(s.op("Reshape", List.of(k, s.longs(batch, c, out * out))));
            }
            if (name.contains("joined")) {
                String all = s.op("Concat", flat, "axis", 1);
                String product = s.op("MatMul", List.of(flatY, s.op("Transpose", all, "perm", new long[] {0, 2, 1})));
                String sum = s.op("ReduceSum", List.of(product, s.longs(0)), "keepdims", 0);
                String open = s.op("Reshape", List.of(sum, s.longs(m, kernel, kernel, c)));
                return s.op("Transpose", open, "perm", new long[] {0, 3, 1, 2});
            }
            for (String k : flat) {
                String product = s.op("MatMul", List.of(flatY, s.op("Transpose", k, "perm", new long[] {0, 2, 1})));
                parts.add(s.op("ReduceSum", List.of(product, s.longs(0)), "keepdims", 0));
            }
            return join(s, parts);
        }

        private String join(OnnxSketch s, List<String> parts) {
            List<String> columns = new ArrayList<>();
            for (String p : parts) {
                columns.add(s.op("Unsqueeze", List.of(p, s.longs(-1))));
            }
            return s.op("Reshape", List.of(s.op("Concat", columns, "axis", -1), s.longs(m, c, kernel, kernel)));
        }
    }
}
