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
package io.github.tribuogen.flow.bijection;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;

/** A bijection with random parameters, in float64, for the laws that all of them obey. */
public final class Trial implements AutoCloseable {
    /** Points, flattened, and log-determinants. */
    public record Result(double[][] points, double[] logDeterminants, Map<String, HostTensor> assigned) {}

    private final long[] extents;
    private final int d;
    private final Map<String, HostTensor> parameters;
    private final Executable forward;
    private final Executable inverse;

    /** In evaluation mode, parameters moved away from where they start by normal noise of scale 0.3. */
    public static Trial of(Bijection bijection, long seed, long... extents) {
        return new Trial(bijection, seed, 0.3, false, 0, extents);
    }

    /** With features of a conditional flow, the argument "features" [batch, f]. */
    public static Trial conditional(Bijection bijection, long seed, int f, long... extents) {
        return new Trial(bijection, seed, 0.3, false, f, extents);
    }

    /** In training mode, parameters where they start. */
    public static Trial training(Bijection bijection, long seed, long... extents) {
        return new Trial(bijection, seed, 0, true, 0, extents);
    }

    private Trial(Bijection bijection, long seed, double noise, boolean training, int features, long... extents) {
        this.extents = extents.clone();
        this.d = Math.toIntExact(LongStream.of(extents).reduce(1, (a, b) -> a * b));
        Variables found = Variables.declaring(new Graph(), DType.FLOAT64);
        build(bijection, found, training, false, features);
        parameters = new LinkedHashMap<>(found.initialise(seed));
        SplittableRandom rng = new SplittableRandom(seed);
        found.declared().stream().filter(v -> v.trainable()).forEach(v -> {
            double[] values = parameters.get(v.name()).toDoubles();
            Arrays.setAll(values, i -> values[i] + noise * rng.nextGaussian());
            parameters.put(
                    v.name(), HostTensor.of(values, parameters.get(v.name()).shape()));
        });
        this.forward = compile(bijection, training, false, features);
        this.inverse = compile(bijection, false, true, features);
    }

    private Map<String, Tensor> build(Bijection b, Variables v, boolean training, boolean back, int features) {
        Graph g = v.graph();
        long[] in = back ? b.imageShape(extents) : extents;
        Tensor x = g.input("x", DType.FLOAT64, Shape.batched("batch", in));
        FlowContext context = features == 0
                ? FlowContext.unconditional()
                : FlowContext.given(g.input("features", DType.FLOAT64, Shape.batched("batch", features)));
        ParameterScope scope = ParameterScope.of(v);
        if (training) {
            Tensor zero = g.constant(HostTensor.scalar(0L));
            scope = scope.training(RandomStream.of(zero, zero));
        }
        Bijection.Image image = back ? b.inverse(scope, x, context) : b.forward(scope, x, context);
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("y", image.point().flatten(1));
        out.put("logdet", image.logDeterminant());
        v.assigned().forEach((name, t) -> out.put("assigned/" + name, t.add(t.scalar(0))));
        return out;
    }

    private Executable compile(Bijection b, boolean training, boolean back, int features) {
        Graph g = new Graph();
        Variables v = Variables.declaring(g, DType.FLOAT64);
        Map<String, Tensor> out = build(b, v, training, back, features);
        return Executable.compile(new GraphFunction("trial", new LinkedHashMap<>(g.inputs()), out), Device.cpu(1));
    }

    public Map<String, HostTensor> parameters() {
        return parameters;
    }

    private Result run(Executable e, double[][] rows, double[][] features, long... shape) {
        Map<String, HostTensor> in = new LinkedHashMap<>();
        parameters.forEach((name, value) -> {
            if (e.inputs().contains(name)) {
                in.put(name, value);
            }
        });
        double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        long[] all = new long[shape.length + 1];
        all[0] = rows.length;
        System.arraycopy(shape, 0, all, 1, shape.length);
        in.put("x", HostTensor.of(flat, all));
        if (features != null) {
            double[] f = Arrays.stream(features).flatMapToDouble(Arrays::stream).toArray();
            in.put("features", HostTensor.of(f, rows.length, features[0].length));
        }
        Map<String, HostTensor> out = e.run(in);
        double[] y = out.get("y").toDoubles();
        double[][] points = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            points[i] = Arrays.copyOfRange(y, i * d, (i + 1) * d);
        }
        Map<String, HostTensor> assigned = new LinkedHashMap<>();
        out.forEach((name, value) -> {
            if (name.startsWith("assigned/")) {
                assigned.put(name.substring(9), value);
            }
        });
        return new Result(points, out.get("logdet").toDoubles(), assigned);
    }

    public Result forward(double[][] x) {
        return run(forward, x, null, extents);
    }

    public Result inverse(double[][] z, long... imageShape) {
        return run(inverse, z, null, imageShape.length == 0 ? extents : imageShape);
    }

    public Result forward(double[][] x, double[][] features) {
        return run(forward, x, features, extents);
    }

    public Result inverse(double[][] z, double[][] features) {
        return run(inverse, z, features, extents);
    }

    /** log|det| of the Jacobian by central differences. */
    public double differenceLogDeterminant(double[] x, double[] feature) {
        double h = 1e-5;
        double[][] moved = new double[2 * d][];
        for (int j = 0; j < d; j++) {
            moved[2 * j] = x.clone();
            moved[2 * j][j] += h;
            moved[2 * j + 1] = x.clone();
            moved[2 * j + 1][j] -= h;
        }
        double[][] features = null;
        if (feature != null) {
            features = new double[moved.length][];
            Arrays.fill(features, feature);
        }
        double[][] y = run(forward, moved, features, extents).points();
        double[][] jacobian = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                jacobian[i][j] = (y[2 * j][i] - y[2 * j + 1][i]) / (2 * h);
            }
        }
        return Math.log(Math.abs(new LUDecomposition(new Array2DRowRealMatrix(jacobian)).getDeterminant()));
    }

    @Override
    public void close() {
        forward.close();
        inverse.close();
    }
}
