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
package io.github.tribuogen.flow.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.flow.cnf.Conditioning;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.cnf.TimeLayer;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.Adjoint;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The posteriors' log densities against dense Jacobians, in double precision. */
class PosteriorTest {
    private static final int B = 3;
    private static final int D = 4;
    private static final int F = 5;

    static ContinuousFlow continuous(int... hidden) {
        return ContinuousFlow.builder(new MlpDynamics(
                                TimeLayer.CONCAT, new StandardActivation(StandardActivation.Function.SOFTPLUS), hidden)
                        .conditioned(Conditioning.LOW_RANK, 3))
                .solver(AdaptiveSolver.dopri5(1e-10), new Adjoint())
                .endTime(0.5, false)
                .build();
    }

    static Stream<Posterior> posteriors() {
        return Stream.of(
                new GaussianPosterior(),
                new PlanarPosterior(3),
                new IAFPosterior(2, 6),
                new IAFPosterior(3, 6, 7),
                new SylvesterPosterior(2, SylvesterKind.ORTHOGONAL, 2),
                new SylvesterPosterior(2, SylvesterKind.ORTHOGONAL, D),
                new SylvesterPosterior(2, SylvesterKind.HOUSEHOLDER, 3),
                new SylvesterPosterior(2, SylvesterKind.TRIANGULAR, 1),
                new ContinuousPosterior(1, continuous(8)),
                new ContinuousPosterior(2, continuous(6, 6)));
    }

    /** The draw of a posterior, and the gradient of each coordinate by the noise. */
    private static Map<String, double[]> draw(Posterior posterior, double factor, double shift, boolean jacobian) {
        return Graphs.run(7, factor, s -> {
            Tensor noise = Graphs.normal(s, 1, B, D);
            Posterior.Draw draw = posterior.draw(
                    s,
                    Graphs.normal(s, 2, B, D),
                    Graphs.normal(s, 3, B, D),
                    noise,
                    FlowContext.given(Graphs.normal(s, 4, B, F).add(shift)));
            Map<String, Tensor> out = new LinkedHashMap<>();
            out.put("z", draw.point());
            out.put("q", draw.logDensity());
            for (int i = 0; jacobian && i < D; i++) {
                out.put("J" + i, Gradients.grad(draw.point().slice(1, i, i + 1L).sum(), noise));
            }
            return out;
        });
    }

    @ParameterizedTest
    @MethodSource("posteriors")
    void theLogDensityIsThatOfTheDenseJacobian(Posterior posterior) {
        // larger parameters make continuous dynamics explode
        double[] factors = posterior instanceof ContinuousPosterior ? new double[] {0.5, 0.8} : new double[] {1, 2.5};
        for (double factor : factors) {
            Map<String, double[]> r = draw(posterior, factor, 0, true);
            double[] noise = Graphs.normal(1, B * D);
            for (int b = 0; b < B; b++) {
                double[][] jacobian = new double[D][];
                double expected = -0.5 * D * Math.log(2 * Math.PI);
                for (int i = 0; i < D; i++) {
                    jacobian[i] = Arrays.copyOfRange(r.get("J" + i), b * D, (b + 1) * D);
                    expected -= 0.5 * noise[b * D + i] * noise[b * D + i];
                }
                expected -= Graphs.logDeterminant(jacobian);
                assertEquals(expected, r.get("q")[b], posterior instanceof ContinuousPosterior ? 1e-6 : 1e-9);
            }
        }
    }

    /** What the encoder says reaches each of the flows. */
    @ParameterizedTest
    @MethodSource("posteriors")
    void flowsDependOnTheFeatures(Posterior posterior) {
        double[] one = draw(posterior, 0.8, 0, false).get("z");
        double[] other = draw(posterior, 0.8, 0.5, false).get("z");
        double difference = 0;
        for (int i = 0; i < one.length; i++) {
            difference = Math.max(difference, Math.abs(one[i] - other[i]));
        }
        assertEquals(!(posterior instanceof GaussianPosterior), difference > 1e-3, "difference " + difference);
    }

    /** However wild the amortised numbers are, the planar map's determinant stays positive. */
    @Test
    void planarMapsAreInvertibleWhateverTheFeatures() {
        double[] q = draw(new PlanarPosterior(6), 30, 2, false).get("q");
        assertTrue(Arrays.stream(q).allMatch(Double::isFinite), Arrays.toString(q));
    }

    @Test
    void columnsAreOrthonormalEvenWhereVectorsAreAlmostDependent() {
        int m = 3;
        double[] vectors = Graphs.normal(5, 2 * m * D);
        for (int i = 0; i < D; i++) {
            vectors[D + i] = vectors[i] * (1 + 1e-9 * i * i); // the second is almost the first
        }
        Map<String, double[]> r = Graphs.run(1, 1, s -> {
            Tensor cube = Graphs.constant(s, vectors, 2, m, D);
            Map<String, Tensor> out = new LinkedHashMap<>();
            Frame frame = Frame.columns(cube);
            Frame reflections = Frame.reflections(cube);
            for (int i = 0; i < m; i++) {
                Tensor unit = unit(s, i, m);
                out.put("columns" + i, frame.down(frame.up(unit)));
            }
            for (int i = 0; i < D; i++) {
                Tensor unit = unit(s, i, D);
                out.put("reflections" + i, reflections.down(reflections.up(unit)));
                out.put("length" + i, reflections.up(unit).square().sum(1));
            }
            return out;
        });
        for (String kind : List.of("columns", "reflections")) {
            int n = kind.equals("columns") ? m : D;
            for (int i = 0; i < n; i++) {
                double[] expected = new double[2 * n];
                expected[i] = 1;
                expected[n + i] = 1;
                assertArrayEquals(expected, r.get(kind + i), 1e-12, kind + " " + i);
            }
        }
        assertArrayEquals(new double[] {1, 1}, r.get("length0"), 1e-12);
    }

    private static Tensor unit(ParameterScope s, int i, int n) {
        double[] v = new double[2 * n];
        v[i] = 1;
        v[n + i] = 1;
        return Graphs.constant(s, v, 2, n);
    }

    @Test
    void badSettingsAreNamed() {
        assertNamed("flows", () -> new PlanarPosterior(0));
        assertNamed("hiddenSizes", () -> new IAFPosterior(1, 0));
        assertNamed("directions", () -> new SylvesterPosterior(1, SylvesterKind.HOUSEHOLDER, 0));
        assertNamed("flows", () -> new ContinuousPosterior(-1, continuous(4)));
        Posterior wide = new SylvesterPosterior(1, SylvesterKind.ORTHOGONAL, D + 1);
        String message = assertThrows(IllegalArgumentException.class, () -> draw(wide, 1, 0, false))
                .getMessage();
        assertTrue(message.contains("directions") && message.contains("4") && message.contains("5"), message);
    }

    private static void assertNamed(String field, org.junit.jupiter.api.function.Executable e) {
        PropertyException x = assertThrows(PropertyException.class, e);
        assertEquals(field, x.getProperty());
        assertTrue(x.getMessage().contains("found") && x.getMessage().contains("expected"), x.getMessage());
    }
}
