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
package io.github.tribuogen.ebm.kernel;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums over the symmetric matrices H of a kernel, one for each of some widths, that never keep a whole matrix: blocks on and
 * above the diagonal are computed in double precision by ONNX Runtime, used, and dropped. The memory is that of the points, of
 * the signs (one bit each) and of a few blocks of {@value #BLOCK} times {@value #BLOCK} numbers a width.
 */
final class BlockedGram implements AutoCloseable {
    /** Rows of a block: small enough for the processor's cache, large enough for efficient products. */
    static final int BLOCK = 512;

    private final RadialKernel kernel;
    private final Pairing pairing;
    private final Device device;
    private final Map<List<Integer>, Executable> compiled = new HashMap<>();

    BlockedGram(RadialKernel kernel, Pairing pairing, Device device) {
        this.kernel = kernel;
        this.pairing = pairing;
        this.device = device;
    }

    /**
     * What is known of the matrix H of one width.
     *
     * @param width The width.
     * @param trace Its trace.
     * @param products H R for the vectors R asked for, [vectors][n].
     * @param quadratic w'Hw for each draw w of the signs.
     */
    record Sums(double width, double trace, double[][] products, double[] quadratic) {
        /** The sum of all entries, if the first of the vectors was of ones. */
        double total() {
            return Arrays.stream(products[0]).sum();
        }
    }

    /**
     * The sums.
     *
     * @param points [n, D].
     * @param scores [n, D]; the points again for a kernel that needs none.
     * @param widths The widths.
     * @param vectors Vectors of length n that H is multiplied by.
     * @param signs The draws.
     * @return One for each width.
     */
    List<Sums> sums(float[][] points, float[][] scores, double[] widths, double[][] vectors, Signs signs) {
        int n = points.length;
        int d = points[0].length;
        double[] x = Rows.centred(points);
        double[] s = Rows.flat(scores);
        List<Sums> sums = new ArrayList<>();
        for (double w : widths) {
            sums.add(new Sums(w, 0, new double[vectors.length][n], new double[signs.draws()]));
        }
        double[] traces = new double[widths.length];
        Map<String, HostTensor> in = new LinkedHashMap<>();
        in.put("widths", HostTensor.of(widths, widths.length));
        Executable diagonal = compiled(d, widths.length, vectors.length, signs.draws(), true);
        Executable above = n > BLOCK ? compiled(d, widths.length, vectors.length, signs.draws(), false) : null;
        for (int i = 0; i < n; i += BLOCK) {
            int iEnd = Math.min(n, i + BLOCK);
            side(in, "a.", i, iEnd, x, s, d, vectors, signs);
            Map<String, HostTensor> on = diagonal.run(in);
            for (int k = 0; k < widths.length; k++) {
                traces[k] += on.get("trace" + k).item();
                add(on.get("right" + k), sums.get(k).products, i);
                add(on.get("quadratic" + k), sums.get(k).quadratic, 1);
            }
            for (int j = iEnd; j < n; j += BLOCK) {
                side(in, "b.", j, Math.min(n, j + BLOCK), x, s, d, vectors, signs);
                Map<String, HostTensor> off = above.run(in);
                for (int k = 0; k < widths.length; k++) {
                    add(off.get("right" + k), sums.get(k).products, i);
                    add(off.get("left" + k), sums.get(k).products, j);
                    add(off.get("quadratic" + k), sums.get(k).quadratic, 2);
                }
            }
        }
        List<Sums> finished = new ArrayList<>();
        for (int k = 0; k < widths.length; k++) {
            finished.add(new Sums(widths[k], traces[k], sums.get(k).products, sums.get(k).quadratic));
        }
        return finished;
    }

    private static void side(
            Map<String, HostTensor> in,
            String side,
            int from,
            int to,
            double[] x,
            double[] s,
            int d,
            double[][] vectors,
            Signs signs) {
        in.put(side + "points", Rows.block(x, d, from, to));
        in.put(side + "scores", Rows.block(s, d, from, to));
        double[] parts = new double[vectors.length * (to - from)];
        for (int q = 0; q < vectors.length; q++) {
            System.arraycopy(vectors[q], from, parts, q * (to - from), to - from);
        }
        in.put(side + "vectors", HostTensor.of(parts, vectors.length, to - from));
        if (signs.draws() > 0) {
            in.put(side + "signs", signs.block(from, to));
        }
    }

    private static void add(HostTensor block, double[][] to, int from) {
        double[] values = block.toDoubles();
        int n = (int) block.shape()[1];
        for (int q = 0; q < to.length; q++) {
            for (int i = 0; i < n; i++) {
                to[q][from + i] += values[q * n + i];
            }
        }
    }

    private static void add(HostTensor block, double[] to, double factor) {
        if (block == null) {
            return; // no draws
        }
        double[] values = block.toDoubles();
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * values[i];
        }
    }

    private static Tensor[] inputs(
            Graph g, String side, int d, int vectors, int draws, Dim rows, Map<String, Tensor> inputs) {
        Tensor[] t = {
            g.input(side + "points", DType.FLOAT64, Shape.of(List.of(rows, Dim.of(d)))),
            g.input(side + "scores", DType.FLOAT64, Shape.of(List.of(rows, Dim.of(d)))),
            g.input(side + "vectors", DType.FLOAT64, Shape.of(List.of(Dim.of(vectors), rows))),
            draws > 0 ? g.input(side + "signs", DType.FLOAT64, Shape.of(List.of(Dim.of(draws), rows))) : null
        };
        String[] names = {"points", "scores", "vectors", "signs"};
        for (int i = 0; i < t.length; i++) {
            if (t[i] != null) {
                inputs.put(side + names[i], t[i]);
            }
        }
        return t;
    }

    private Executable compiled(int d, int howMany, int vectors, int draws, boolean diagonal) {
        return compiled.computeIfAbsent(
                List.of(d, howMany, vectors, draws, diagonal ? 1 : 0),
                key -> compile(d, howMany, vectors, draws, diagonal));
    }

    @Override
    public void close() {
        compiled.values().forEach(Executable::close);
    }

    private Executable compile(int d, int howMany, int vectors, int draws, boolean diagonal) {
        Graph g = new Graph();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        Tensor widths = g.input("widths", DType.FLOAT64, Shape.of(howMany));
        inputs.put("widths", widths);
        Tensor[] a = inputs(g, "a.", d, vectors, draws, Dim.symbol("rows"), inputs);
        Tensor[] b = diagonal ? a : inputs(g, "b.", d, vectors, draws, Dim.symbol("columns"), inputs);
        List<Tensor> each = new ArrayList<>();
        for (int k = 0; k < howMany; k++) {
            each.add(widths.slice(0, k, k + 1).squeeze(0));
        }
        List<Tensor> matrices =
                pairing.matrices(kernel, each, new Pairing.Group(a[0], a[1]), new Pairing.Group(b[0], b[1]));
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (int k = 0; k < howMany; k++) {
            Tensor h = matrices.get(k);
            outputs.put("right" + k, b[2].matMul(h, false, true));
            if (diagonal) {
                Tensor row = Tensors.rangeLike(h, 0).unsqueeze(1);
                Tensor column = Tensors.rangeLike(h, 1).unsqueeze(0);
                outputs.put(
                        "trace" + k,
                        h.mul(row.equalTo(column).cast(DType.FLOAT64)).sum());
            } else {
                outputs.put("left" + k, a[2].matMul(h));
            }
            if (draws > 0) {
                outputs.put("quadratic" + k, a[3].matMul(h).mul(b[3]).sum(1));
            }
        }
        return Executable.compile(new GraphFunction("gram", inputs, outputs), device);
    }
}
