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
package io.github.tribuogen.flow.cnf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.grad.TraceEstimator;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Activation;
import io.github.tribuogen.neural.nn.LearnedSwish;
import io.github.tribuogen.neural.nn.ParameterCount;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of dynamics: its Jacobian by structure against that of reverse mode, and its parameters. */
class DynamicsTest {
    private static final Activation TANH = new StandardActivation(StandardActivation.Function.TANH);

    static Activation standard(StandardActivation.Function f) {
        return new StandardActivation(f);
    }

    record Case(String name, Dynamics dynamics, long[] points, boolean conditioned, boolean timePerSample) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        List<Case> all = new ArrayList<>();
        long[] row = {3, 4};
        for (TimeLayer kind : TimeLayer.values()) {
            all.add(new Case("mlp " + kind, new MlpDynamics(kind, TANH, 5, 6, 3), row, false, false));
            all.add(new Case(
                    "conv " + kind,
                    new ConvDynamics(kind, standard(StandardActivation.Function.SOFTPLUS), 3, 2),
                    new long[] {2, 2, 3, 2},
                    false,
                    false));
            if (new MlpDynamics(kind, TANH, 5).hasTimePerSample()) {
                all.add(new Case("mlp each time " + kind, new MlpDynamics(kind, TANH, 5, 6, 3), row, false, true));
            }
        }
        for (StandardActivation.Function f : StandardActivation.Function.values()) {
            all.add(new Case(
                    "mlp " + f, new MlpDynamics(TimeLayer.CONCAT_SQUASH, standard(f), 5, 6), row, false, false));
        }
        all.add(new Case(
                "mlp learned swish",
                new MlpDynamics(TimeLayer.CONCAT, new LearnedSwish(0.7, false, true), 5, 6, 4, 3),
                row,
                false,
                false));
        all.add(new Case("affine", new MlpDynamics(TimeLayer.CONCAT_SQUASH, TANH), row, false, false));
        all.add(new Case("one hidden", new MlpDynamics(TimeLayer.CONCAT_SQUASH, TANH, 7), row, false, false));
        all.add(new Case("four hidden", new MlpDynamics(TimeLayer.CONCAT, TANH, 5, 3, 6, 4), row, false, false));
        all.add(new Case(
                "wide", new MlpDynamics(TimeLayer.CONCAT, TANH, 5, 130, 140), new long[] {2, 20}, false, false));
        all.add(new Case("residual", new MlpDynamics(TimeLayer.CONCAT, TANH, 5, 4).residual(), row, false, false));
        all.add(new Case("images as rows", new MlpDynamics(), new long[] {2, 1, 2, 2}, false, false));
        for (Conditioning c : Conditioning.values()) {
            MlpDynamics d = new MlpDynamics(TimeLayer.CONCAT_SQUASH, TANH, 5, 6, 3).conditioned(c, 2);
            all.add(new Case("conditioned " + c, d, row, true, false));
            all.add(new Case("conditioned each time " + c, d, row, true, true));
        }
        Activation softplus = standard(StandardActivation.Function.SOFTPLUS);
        all.add(new Case(
                "conv autoencoder",
                new ConvDynamics(TimeLayer.CONCAT, softplus, 3, 2, 3).strides(1, 2, 1, -2),
                new long[] {2, 2, 4, 4},
                false,
                false));
        all.add(new Case(
                "conv squashed autoencoder",
                new ConvDynamics(TimeLayer.CONCAT_SQUASH, softplus, 3, 2, 3).strides(1, 2, 1, -2),
                new long[] {2, 2, 4, 4},
                false,
                false));
        all.add(new Case(
                "conv residual, conditioned",
                new ConvDynamics(TimeLayer.CONCAT, softplus, 3).residual(),
                new long[] {2, 1, 3, 3},
                true,
                false));
        return all.stream();
    }

    private static Slope slope(Case c, ParameterScope s) {
        Tensor z = Built.points(s, 7, c.points());
        Optional<Tensor> condition = c.conditioned()
                ? Optional.of(c.dynamics().condition(s.child("c"), Built.points(s, 8, c.points()[0], 3), z.shape()))
                : Optional.empty();
        Tensor t = c.timePerSample()
                ? Built.constant(s, new double[] {0.1, 0.5, 0.8}, c.points()[0], 1)
                : Built.scalar(s, 0.3);
        return c.dynamics().at(s.child("field"), t, z, condition);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void jacobianIsThatOfReverseMode(Case c) {
        Map<String, double[]> r = Built.of(3).run(s -> {
            Slope slope = slope(c, s);
            long b = c.points()[0];
            long d = slope.point().flatten(1).shape().size(1);
            Tensor v = Built.points(s, 9, b, 2, d);
            Map<String, Tensor> out = new LinkedHashMap<>();
            out.put("trace", slope.trace());
            out.put("expected trace", TraceEstimator.exact(slope.value(), slope.point()));
            out.put("times", slope.times(v));
            out.put("transposed", slope.transposedTimes(v));
            // row i of all Jacobians by reverse mode, [B, D, D]
            List<Tensor> rows = new ArrayList<>();
            for (int i = 0; i < d; i++) {
                Tensor u = Built.constant(s, new double[(int) d], 1, d);
                double[] unit = new double[(int) d];
                unit[i] = 1;
                u = Built.constant(s, unit, 1, d).expandLike(slope.value().flatten(1));
                rows.add(Gradients.vjp(slope.value().flatten(1), slope.point(), u)
                        .flatten(1)
                        .unsqueeze(1));
            }
            Tensor j = io.github.tribuogen.neural.graph.Tensors.concat(1, rows);
            out.put("expected times", v.matMul(j, false, true));
            out.put("expected transposed", v.matMul(j));
            return out;
        });
        assertArrayEquals(r.get("expected times"), r.get("times"), 1e-12);
        assertArrayEquals(r.get("expected transposed"), r.get("transposed"), 1e-12);
        assertArrayEquals(r.get("expected trace"), r.get("trace"), 1e-12);
        assertTrue(Math.abs(r.get("trace")[0]) > 1e-9 || c.name().contains("HYPER"), "a trace that says something");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bottleneckEstimateHasTheTraceAsItsMean(Case c) {
        Map<String, double[]> r = Built.of(3).run(s -> {
            Slope slope = slope(c, s);
            Optional<Long> width = c.dynamics().bottleneck(slope.point().shape());
            if (width.isEmpty()) {
                return Map.of("none", Built.scalar(s, 1));
            }
            // sqrt(H) times the unit vectors: their mean of e e^T is I, so the estimate is exact
            int h = Math.toIntExact(width.get());
            double[] units = new double[h * h];
            for (int i = 0; i < h; i++) {
                units[i * h + i] = Math.sqrt(h);
            }
            Tensor e = Built.constant(s, units, 1, h, h)
                    .add(slope.point().flatten(1).slice(1, 0, 1).unsqueeze(2).zerosLike());
            return Map.of("trace", slope.trace(), "estimate", slope.bottleneckTrace(e));
        });
        if (!r.containsKey("none")) {
            assertArrayEquals(r.get("trace"), r.get("estimate"), 1e-11);
        }
    }

    @Test
    void timeMattersUnlessIgnored() {
        for (TimeLayer kind : TimeLayer.values()) {
            for (Dynamics d : List.of(new MlpDynamics(kind, TANH, 4), new ConvDynamics(kind, TANH, 4))) {
                long[] shape = d instanceof MlpDynamics ? new long[] {2, 3} : new long[] {2, 1, 3, 3};
                Built b = Built.of(1);
                if (kind == TimeLayer.HYPER) {
                    // they start without the time
                    b.set("f/layer0/hidden/weight", Built.normal(1, 8));
                    b.set("f/layer0/output/weight", Built.normal(2, 8 * 16));
                    b.set("f/layer0/slope", Built.normal(2, 40));
                }
                double[] y = b.run1(s -> {
                    Tensor z = Built.points(s, 1, shape);
                    return d.at(s, Built.scalar(s, 0.1), z, Optional.empty())
                            .value()
                            .sub(d.at(s, Built.scalar(s, 0.9), z, Optional.empty())
                                    .value())
                            .abs()
                            .sum();
                });
                assertEquals(kind == TimeLayer.IGNORE, y[0] == 0, kind + " " + d);
            }
        }
    }

    @Test
    void concatenatedTimeIsAChannelPaddedWithZeros() {
        double[] r = Built.of(1).run1(s -> {
            ConvDynamics d = new ConvDynamics(TimeLayer.CONCAT, TANH, 2);
            Tensor z = Built.points(s, 1, 2, 1, 3, 3);
            Tensor t = Built.scalar(s, 0.7);
            Tensor h = z;
            for (int i = 0; i < 2; i++) {
                ParameterScope p = s.child("layer" + i);
                long in = i == 0 ? 1 : 2;
                long out = i == 0 ? 2 : 1;
                d.at(s, t, z, Optional.empty()); // declares the parameters
                Tensor w = s.variables().current(p.path() + "/weight");
                Tensor wt = s.variables().current(p.path() + "/time");
                Tensor both = io.github.tribuogen.neural.graph.Tensors.concat(1, w, wt);
                Tensor channel = h.slice(1, 0, 1).zerosLike().add(t);
                Tensor x = io.github.tribuogen.neural.graph.Tensors.concat(1, h, channel);
                h = io.github.tribuogen.neural.graph.Convolution.kernel(3, 3)
                        .padding(1)
                        .apply(x, both)
                        .add(s.variables().current(p.path() + "/bias").reshape(out, 1, 1));
                h = i == 0 ? h.tanh() : h;
            }
            return h.sub(d.at(s, t, z, Optional.empty()).value()).abs().sum();
        });
        assertEquals(0, r[0], 1e-13);
    }

    private static long count(Dynamics d, long... points) {
        return ParameterCount.of(
                (scope, x) -> d.at(scope, x.scalar(0), x, Optional.empty()).value(), points);
    }

    @Test
    void parameterCountsAreThoseOfThePaper() {
        int[][] hidden = {{60, 60, 60}, {160, 160, 160}, {210, 210}, {860, 860}, {1260, 1260, 1260}};
        long[] d = {6, 8, 21, 43, 63};
        long[] blocks = {5, 5, 10, 1, 2};
        long[] squashed = {43_320, 278_560, 546_840, 820_612, 6_698_664};
        long[] concatenated = {41_460, 273_680, 538_020, 817_086, 6_683_292};
        for (int i = 0; i < d.length; i++) {
            assertEquals(
                    squashed[i], blocks[i] * count(new MlpDynamics(TimeLayer.CONCAT_SQUASH, TANH, hidden[i]), d[i]));
            assertEquals(concatenated[i], blocks[i] * count(new MlpDynamics(TimeLayer.CONCAT, TANH, hidden[i]), d[i]));
        }
        assertEquals(9_224, count(new MlpDynamics(), 2));
    }

    @ParameterizedTest
    @EnumSource(TimeLayer.class)
    void zeroLastLayerStartsAtRest(TimeLayer kind) {
        double[] y = Built.of(2).run1(s -> new MlpDynamics(kind, TANH, 4, 5)
                .withZeroLastLayer()
                .at(s, Built.scalar(s, 0.4), Built.points(s, 3, 5, 3), Optional.empty())
                .value());
        assertArrayEquals(new double[15], y, 0);
        double[] image = Built.of(2).run1(s -> new ConvDynamics(kind, TANH, 4)
                .withZeroLastLayer()
                .at(s, Built.scalar(s, 0.4), Built.points(s, 3, 1, 2, 3, 3), Optional.empty())
                .value());
        assertArrayEquals(new double[18], image, 0);
    }

    @Test
    void amortisedSizeIsThatOfThePaper() {
        // (sum in + sum out) k + sum out for hidden 512-512, z of 64, k = 20
        assertEquals(
                (64 + 512 + 512 + 512 + 512 + 64) * 20 + 512 + 512 + 64,
                Amortised.size(Conditioning.LOW_RANK, 20, 64, 512, 512, 64));
    }

    @Test
    void mistakesAreNamed() {
        assertThrows(PropertyException.class, () -> new MlpDynamics(TimeLayer.CONCAT, TANH, 4, 0));
        assertThrows(PropertyException.class, () -> new ConvDynamics(TimeLayer.CONCAT, TANH, 4).strides(1, 3));
        assertThrows(PropertyException.class, () -> new ConvDynamics(TimeLayer.CONCAT, TANH, 4).strides(1));
        assertThrows(PropertyException.class, () -> new HutchinsonDivergence(ProbeNoise.GAUSSIAN, 0, false));
        assertThrows(PropertyException.class, () -> new Regulariser(RegulariserKind.L1, -1));
        ConvDynamics odd = new ConvDynamics(TimeLayer.CONCAT, TANH, 4).strides(2, -2);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> count(odd, 1, 3, 4));
        assertTrue(e.getMessage().contains("even extents"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> count(new ConvDynamics(), 5));
        ConvDynamics smaller = new ConvDynamics(TimeLayer.CONCAT, TANH, 4).strides(2, 1);
        assertThrows(IllegalArgumentException.class, () -> count(smaller, 1, 4, 4));
    }
}
