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

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Runs many cases in one graph. Values are compared with the reference; with {@code g = J^T v} the vjp, and {@code h} the
 * vjp of g with a random u, by x and by v, all derivatives are compared with central differences in double precision.
 * One run moves the inputs of all cases at once.
 */
final class CaseRunner {
    private static final double STEP = 1e-5;
    private static final int CHUNK = 24;

    private final List<OperatorCase> cases;
    private final DType dtype;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<String, Tensor> outputs = new LinkedHashMap<>();
    private final Map<String, HostTensor> arguments = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(20261124);

    private CaseRunner(List<OperatorCase> cases, DType dtype) {
        this.cases = cases;
        this.dtype = dtype;
        Graph g = new Graph();
        for (int c = 0; c < cases.size(); c++) {
            declare(g, c, cases.get(c));
        }
    }

    /** The failures of all cases, in words; empty if there are none. */
    static List<String> failures(List<OperatorCase> cases) {
        List<String> all = new ArrayList<>();
        List<OperatorCase> sound = new ArrayList<>();
        for (OperatorCase c : cases) {
            try {
                new CaseRunner(List.of(c), DType.FLOAT64);
                sound.add(c);
            } catch (RuntimeException e) {
                all.add(c + ": cannot be built: " + e);
            }
        }
        // session creation takes more than linear time in the number of nodes
        for (int from = 0; from < sound.size(); from += CHUNK) {
            List<OperatorCase> chunk = sound.subList(from, Math.min(from + CHUNK, sound.size()));
            try {
                all.addAll(together(chunk));
            } catch (IllegalStateException e) {
                // find out whose fault it is
                for (OperatorCase c : chunk) {
                    try {
                        all.addAll(together(List.of(c)));
                    } catch (IllegalStateException f) {
                        all.add(c + ": " + f.getMessage());
                    }
                }
            }
        }
        return all;
    }

    private static List<String> together(List<OperatorCase> cases) {
        CaseRunner doubles = new CaseRunner(cases, DType.FLOAT64);
        Map<String, HostTensor> exact = doubles.check();
        CaseRunner floats = new CaseRunner(cases, DType.FLOAT32);
        try (Executable e = floats.compile()) {
            floats.compareValues(e.run(floats.arguments), exact);
        }
        List<String> all = new ArrayList<>(doubles.failures);
        all.addAll(floats.failures);
        return all;
    }

    private void declare(Graph g, int c, OperatorCase k) {
        List<Tensor> xs = new ArrayList<>();
        for (int i = 0; i < k.inputs().size(); i++) {
            OperatorCase.In in = k.inputs().get(i);
            String name = "x" + c + "_" + i;
            Tensor x = g.input(name, in.dtype() == null ? dtype : in.dtype(), in.shape());
            inputs.put(name, x);
            arguments.put(name, in.host(dtype, in.value().values));
            xs.add(x);
        }
        List<Tensor> ys = k.build().apply(xs);
        if (!uses(ys, k.operator())) {
            throw new IllegalStateException("the operator is not used");
        }
        for (int i = 0; i < ys.size(); i++) {
            outputs.put("y" + c + "_" + i, ys.get(i));
        }
        if (!k.smooth()) {
            return;
        }
        List<Tensor> wanted = xs.stream().filter(x -> x.dtype().isFloating()).toList();
        List<Nd> references = k.reference()
                .apply(k.inputs().stream().map(OperatorCase.In::value).toList());
        List<Tensor> floating = new ArrayList<>();
        List<Tensor> vs = new ArrayList<>();
        for (int i = 0; i < ys.size(); i++) {
            if (ys.get(i).dtype().isFloating()) {
                floating.add(ys.get(i));
                vs.add(random(g, "v" + c + "_" + i, ys.get(i).shape(), references.get(i).shape));
            }
        }
        List<Tensor> gs = Gradients.vjp(floating, wanted, vs);
        List<Tensor> us = new ArrayList<>();
        for (int i = 0; i < gs.size(); i++) {
            outputs.put("g" + c + "_" + i, gs.get(i));
            us.add(random(
                    g,
                    "u" + c + "_" + i,
                    gs.get(i).shape(),
                    floatInputs(k).get(i).value().shape));
        }
        List<Tensor> all = new ArrayList<>(wanted);
        all.addAll(vs);
        List<Tensor> hs = Gradients.vjp(gs, all, us);
        for (int i = 0; i < hs.size(); i++) {
            outputs.put("h" + c + "_" + i, hs.get(i));
        }
    }

    private static List<OperatorCase.In> floatInputs(OperatorCase k) {
        return k.inputs().stream().filter(i -> i.dtype() == null).toList();
    }

    private Tensor random(Graph g, String name, Shape shape, int[] sizes) {
        Tensor t = g.input(name, dtype, shape);
        inputs.put(name, t);
        OperatorCase.In in = new OperatorCase.In(Nd.build(sizes, i -> (float) (random.nextDouble() * 2 - 1)), null, 0);
        arguments.put(name, in.host(dtype, in.value().values));
        return t;
    }

    private static boolean uses(List<Tensor> ys, Operator op) {
        List<Node> stack = new ArrayList<>(ys.stream().map(Tensor::node).toList());
        while (!stack.isEmpty()) {
            Node n = stack.remove(stack.size() - 1);
            if (n.operator() == op) {
                return true;
            }
            n.inputs().forEach(t -> stack.add(t.node()));
        }
        return false;
    }

    private Executable compile() {
        return Executable.compile(new GraphFunction("cases", inputs, outputs), Device.cpu(1));
    }

    private Map<String, HostTensor> check() {
        try (Executable e = compile()) {
            Map<String, HostTensor> base = e.run(arguments);
            for (int c = 0; c < cases.size(); c++) {
                OperatorCase k = cases.get(c);
                List<Nd> expected = k.reference()
                        .apply(k.inputs().stream().map(OperatorCase.In::value).toList());
                for (int i = 0; i < expected.size(); i++) {
                    HostTensor y = base.get("y" + c + "_" + i);
                    Nd r = expected.get(i);
                    int[] shape =
                            Arrays.stream(y.shape()).mapToInt(Math::toIntExact).toArray();
                    if (!Arrays.equals(r.shape, shape)) {
                        fail(k, "shape", Arrays.toString(shape), Arrays.toString(r.shape));
                    } else {
                        compare(k, "value", y.toDoubles(), r.values, 1e-11);
                    }
                }
            }
            differences(e, base);
            return base;
        }
    }

    private void differences(Executable e, Map<String, HostTensor> base) {
        int most = cases.stream()
                .filter(OperatorCase::smooth)
                .mapToInt(CaseRunner::directions)
                .max()
                .orElse(0);
        for (int k = 0; k < most; k++) {
            List<double[]> along = new ArrayList<>();
            for (int c = 0; c < cases.size(); c++) {
                along.add(cases.get(c).smooth() ? direction(c, k) : null);
            }
            Map<String, HostTensor> up = e.run(moved(along, STEP));
            Map<String, HostTensor> down = e.run(moved(along, -STEP));
            for (int c = 0; c < cases.size(); c++) {
                if (cases.get(c).smooth() && k < directions(cases.get(c))) {
                    compareDirection(c, k, along.get(c), base, up, down);
                }
            }
        }
    }

    /** All coordinates of small cases, some random directions of large ones, and u before them. */
    private static int directions(OperatorCase k) {
        int n = coordinates(k);
        return n == 0 ? 0 : 1 + (n <= 12 ? n : 6);
    }

    private double[] direction(int c, int k) {
        int n = coordinates(cases.get(c));
        double[] d = new double[n];
        for (int i = 0; i < n; i++) {
            d[i] = k == 0
                    ? element("u" + c, i, arguments)
                    : n <= 12 ? (i == k - 1 ? 1 : 0) : random.nextDouble() * 2 - 1;
        }
        return d;
    }

    private void compareDirection(
            int c,
            int k,
            double[] along,
            Map<String, HostTensor> base,
            Map<String, HostTensor> up,
            Map<String, HostTensor> down) {
        OperatorCase oc = cases.get(c);
        int floats = floatInputs(oc).size();
        double first = 0;
        int h = floats;
        for (int i = 0; base.containsKey("y" + c + "_" + i); i++) {
            HostTensor v = arguments.get("v" + c + "_" + i);
            if (v != null) {
                double[] d = difference("y" + c + "_" + i, up, down);
                for (int j = 0; j < d.length; j++) {
                    first += v.get(j) * d[j];
                }
                if (k == 0) {
                    compare(
                            oc,
                            "second derivative by v",
                            base.get("h" + c + "_" + h++).toDoubles(),
                            d,
                            1e-6);
                }
            }
        }
        double second = 0;
        for (int i = 0; i < floats; i++) {
            double[] d = difference("g" + c + "_" + i, up, down);
            for (int j = 0; j < d.length; j++) {
                second += arguments.get("u" + c + "_" + i).get(j) * d[j];
            }
        }
        double g = 0;
        double hessian = 0;
        for (int i = 0; i < along.length; i++) {
            g += along[i] * element("g" + c, i, base);
            hessian += along[i] * element("h" + c, i, base);
        }
        compare(oc, "derivative along direction " + k, new double[] {g}, new double[] {first}, 1e-6);
        compare(oc, "second derivative along direction " + k, new double[] {hessian}, new double[] {second}, 2e-6);
    }

    private static double[] difference(String name, Map<String, HostTensor> up, Map<String, HostTensor> down) {
        double[] p = up.get(name).toDoubles();
        double[] q = down.get(name).toDoubles();
        for (int i = 0; i < p.length; i++) {
            p[i] = (p[i] - q[i]) / (2 * STEP);
        }
        return p;
    }

    private static int coordinates(OperatorCase k) {
        return floatInputs(k).stream().mapToInt(i -> i.value().values.length).sum();
    }

    /** Element k of the concatenation of name_0, name_1, ... */
    private static double element(String name, int k, Map<String, HostTensor> in) {
        for (int i = 0; ; i++) {
            HostTensor t = in.get(name + "_" + i);
            if (k < t.size()) {
                return t.get(k);
            }
            k -= t.size();
        }
    }

    private Map<String, HostTensor> moved(List<double[]> along, double by) {
        Map<String, HostTensor> a = new LinkedHashMap<>(arguments);
        for (int c = 0; c < cases.size(); c++) {
            int from = 0;
            List<OperatorCase.In> ins = cases.get(c).inputs();
            for (int i = 0; along.get(c) != null && i < ins.size(); i++) {
                OperatorCase.In in = ins.get(i);
                if (in.dtype() == null) {
                    double[] v = in.value().values.clone();
                    for (int j = 0; j < v.length; j++) {
                        v[j] += by * along.get(c)[from + j];
                    }
                    from += v.length;
                    a.put("x" + c + "_" + i, in.host(dtype, v));
                }
            }
        }
        return a;
    }

    private void compareValues(Map<String, HostTensor> found, Map<String, HostTensor> exact) {
        exact.forEach((name, value) -> {
            int c = Integer.parseInt(name.substring(1, name.indexOf('_')));
            if (!Arrays.equals(found.get(name).shape(), value.shape())) {
                fail(cases.get(c), name, found.get(name), value);
            } else {
                compare(cases.get(c), name, found.get(name).toDoubles(), value.toDoubles(), 3e-5);
            }
        });
    }

    private void compare(OperatorCase k, String what, double[] found, double[] expected, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            double a = found[i];
            double b = expected[i];
            boolean equal = Double.compare(a, b) == 0 || Math.abs(a - b) <= tolerance * (1 + Math.abs(b));
            if (!equal) {
                fail(k, what, Arrays.toString(found), Arrays.toString(expected));
                return;
            }
        }
    }

    private void fail(OperatorCase k, String what, Object found, Object expected) {
        failures.add(k + ", " + dtype + ": " + what + " " + found + " found, " + expected + " expected");
    }
}
