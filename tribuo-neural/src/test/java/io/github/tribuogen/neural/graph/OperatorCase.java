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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * One application of an operator with its reference.
 *
 * @param operator The operator that is meant.
 * @param label What is special about the case.
 * @param inputs The arguments.
 * @param build Applies the operator.
 * @param reference Computes the same in plain Java.
 * @param smooth Compare derivatives with differences?
 */
record OperatorCase(
        Operator operator,
        String label,
        List<In> inputs,
        Function<List<Tensor>, List<Tensor>> build,
        Function<List<Nd>, List<Nd>> reference,
        boolean smooth) {

    /**
     * An argument: values, their type (null: the floating point type under test), and how many leading axes are
     * symbolic.
     */
    record In(Nd value, DType dtype, int symbolic) {
        Shape shape() {
            List<Dim> dims = new ArrayList<>();
            for (int i = 0; i < value.shape.length; i++) {
                int n = value.shape[i];
                dims.add(i < symbolic ? Dim.symbol("n" + n) : Dim.of(n));
            }
            return Shape.of(dims);
        }

        /** The first axis is not known when the graph is built. */
        In batch() {
            return new In(value, dtype, 1);
        }

        In symbolic(int axes) {
            return new In(value, dtype, axes);
        }

        HostTensor host(DType floating, double[] values) {
            long[] shape = Arrays.stream(value.shape).asLongStream().toArray();
            if (dtype == DType.INT64) {
                return HostTensor.of(
                        Arrays.stream(values).mapToLong(d -> (long) d).toArray(), shape);
            }
            if (dtype == DType.BOOL) {
                boolean[] b = new boolean[values.length];
                for (int i = 0; i < b.length; i++) {
                    b[i] = values[i] != 0;
                }
                return HostTensor.of(b, shape);
            }
            if (floating == DType.FLOAT64) {
                return HostTensor.of(values, shape);
            }
            float[] f = new float[values.length];
            for (int i = 0; i < f.length; i++) {
                f[i] = (float) values[i];
            }
            return HostTensor.of(f, shape);
        }
    }

    /** Random values from a range, representable in single precision. */
    static In within(double low, double high, int... shape) {
        SplittableRandom random =
                new SplittableRandom(Arrays.hashCode(shape) * 31L + Double.hashCode(low) + 7L * Double.hashCode(high));
        return new In(Nd.build(shape, i -> (float) (low + (high - low) * random.nextDouble())), null, 0);
    }

    static In floats(int... shape) {
        return within(-2, 2, shape);
    }

    /** Given values of the type under test. */
    static In values(int[] shape, double... values) {
        return new In(Nd.of(shape, values), null, 0);
    }

    static In ints(int[] shape, double... values) {
        return new In(Nd.of(shape, values), DType.INT64, 0);
    }

    static In bools(int[] shape, double... values) {
        return new In(Nd.of(shape, values), DType.BOOL, 0);
    }

    /** Other values than another argument of the same shape has. */
    static In shifted(In in, double by) {
        return new In(in.value.map(d -> (float) (0.83 * d + by)), in.dtype, in.symbolic);
    }

    static OperatorCase of(
            Operator operator,
            String label,
            List<In> inputs,
            Function<List<Tensor>, Tensor> build,
            Function<List<Nd>, Nd> reference) {
        return new OperatorCase(
                operator, label, inputs, t -> List.of(build.apply(t)), x -> List.of(reference.apply(x)), true);
    }

    /** Without comparing derivatives: the inputs are no floating point numbers, or lie on a kink. */
    OperatorCase forwardOnly() {
        return new OperatorCase(operator, label, inputs, build, reference, false);
    }

    @Override
    public String toString() {
        return operator + " (" + label + ") of "
                + inputs.stream().map(In::shape).toList();
    }
}
