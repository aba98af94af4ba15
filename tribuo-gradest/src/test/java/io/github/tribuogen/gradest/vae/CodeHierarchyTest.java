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
package io.github.tribuogen.gradest.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.gradest.control.ControlVariateSum;
import io.github.tribuogen.gradest.control.NetworkControlVariate;
import io.github.tribuogen.gradest.control.RelaxedLoss;
import io.github.tribuogen.gradest.estimator.Arm;
import io.github.tribuogen.gradest.estimator.Arms;
import io.github.tribuogen.gradest.estimator.Concrete;
import io.github.tribuogen.gradest.estimator.DoubleControlVariate;
import io.github.tribuogen.gradest.estimator.Exact;
import io.github.tribuogen.gradest.estimator.GradientEstimator;
import io.github.tribuogen.gradest.estimator.LocalExpectation;
import io.github.tribuogen.gradest.estimator.Nvil;
import io.github.tribuogen.gradest.estimator.Relax;
import io.github.tribuogen.gradest.estimator.Rodeo;
import io.github.tribuogen.gradest.estimator.ScoreFunction;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.latent.BernoulliLikelihood;
import io.github.tribuogen.neural.latent.Binarisation;
import io.github.tribuogen.neural.latent.ObservationModel;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of a step by all weights against that of the bound summed over all codes. */
class CodeHierarchyTest {
    private static final double[][] X = {{1, 0, 0, 1}, {0, 1, 1, 1}, {1, 1, 0, 0}};

    private static StochasticLayer layer(int size, GradientEstimator e) {
        return new StochasticLayer(size, new Mlp(), new Mlp(3), e);
    }

    static Stream<List<StochasticLayer>> hierarchies() {
        NetworkControlVariate network = new NetworkControlVariate(new Mlp(4), 1);
        GradientEstimator rebar = new Relax(new RelaxedLoss(), DiscreteLaw.Coupling.INDEPENDENT);
        GradientEstimator relax =
                new Relax(new ControlVariateSum(new RelaxedLoss(), network), DiscreteLaw.Coupling.COUPLED);
        return Stream.of(
                List.of(layer(3, new Exact())),
                List.of(layer(2, new Exact()).ofChoices(3)),
                List.of(layer(3, relax)),
                List.of(layer(2, relax).ofChoices(3)),
                List.of(layer(3, new Arms(3))),
                List.of(layer(3, new Rodeo(2, 4, 0.3))),
                List.of(layer(3, new DoubleControlVariate(2, -0.5))),
                List.of(layer(3, new Nvil(new Mlp(3), false))),
                List.of(layer(2, rebar), layer(2, rebar)),
                List.of(layer(2, new Arm()), layer(2, new ScoreFunction())),
                List.of(layer(2, new Arm()), layer(1, relax).ofChoices(3), layer(2, new LocalExpectation())));
    }

    private static CodeHierarchy hierarchy(List<StochasticLayer> layers) {
        return new CodeHierarchy(
                layers,
                new ObservationModel(new BernoulliLikelihood(), Binarisation.NONE),
                HostTensor.of(new double[] {.6, .6, .4, .6}, 1, 4),
                HostTensor.of(new double[] {.4, .4, -.4, .4}, 1, 4));
    }

    /** The mean bound summed over all codes. */
    private static Tensor summed(CodeHierarchy h, ParameterScope scope, Tensor x) {
        List<Tensor> terms = new ArrayList<>();
        List<double[]> states = List.of(new double[0]);
        for (StochasticLayer l : h.layers()) {
            List<double[]> longer = new ArrayList<>();
            for (double[] s : states) {
                for (double[] own : l.law().states(l.shape(), 100).orElseThrow()) {
                    double[] both = Arrays.copyOf(s, s.length + own.length);
                    System.arraycopy(own, 0, both, s.length, own.length);
                    longer.add(both);
                }
            }
            states = longer;
        }
        for (double[] state : states) {
            List<Tensor> logQ = new ArrayList<>();
            CodeHierarchy.Terms t = h.terms(scope, x, (i, logits) -> {
                int from = h.layers().subList(0, i).stream()
                        .mapToInt(StochasticLayer::width)
                        .sum();
                StochasticLayer l = h.layers().get(i);
                double[] own = Arrays.copyOfRange(state, from, from + l.width());
                Tensor flat = logits.graph()
                        .root()
                        .constant(HostTensor.of(own, 1, own.length))
                        .cast(logits.dtype())
                        .add(logits.flatten(1).mul(0));
                Tensor codes = l.shaped(flat);
                logQ.add(l.law().logProbability(logits, codes));
                return codes;
            });
            terms.add(Tensors.addAll(logQ).exp().mul(t.logWeight()));
        }
        return Tensors.addAll(terms).mean();
    }

    private record Result(double[] gradient, double bound) {}

    private static Result run(List<StochasticLayer> layers, boolean exact, int repeats, long seed) {
        Graph g = new Graph();
        Variables variables = Variables.declaring(g, DType.FLOAT64);
        RandomStream random = RandomStream.of(g.constant(HostTensor.scalar(seed)), g.constant(HostTensor.scalar(0L)));
        ParameterScope scope = ParameterScope.of(variables).training(random).child(DiscreteVAEProgram.SCOPE);
        double[] rows = new double[repeats * 12];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = X[i / 4 % 3][i % 4];
        }
        Tensor x = g.constant(HostTensor.of(rows, repeats * 3L, 4));
        CodeHierarchy h = hierarchy(layers);
        Tensor bound = exact
                ? summed(h, scope, x)
                : sampled(h, scope, variables, random, x).neg();
        List<String> names = new ArrayList<>(scope.parameters().keySet());
        names.sort(String::compareTo);
        List<Tensor> parts = new ArrayList<>();
        for (Tensor dx : Gradients.grad(
                bound, names.stream().map(n -> scope.parameters().get(n)).toList())) {
            parts.add(dx.reshape(dx.shape().elements().size()));
        }
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        Map<String, HostTensor> values = new LinkedHashMap<>();
        variables.declared().forEach(v -> {
            inputs.put(v.name(), g.inputs().get(v.name()));
            values.put(v.name(), v.initialise(5));
        });
        Map<String, Tensor> results = Map.of("g", Tensors.concat(0, parts), "bound", bound);
        try (Executable e = Executable.compile(new GraphFunction("step", inputs, results), Device.cpu(1))) {
            Map<String, HostTensor> r = e.run(values);
            return new Result(r.get("g").toDoubles(), r.get("bound").toDoubles()[0]);
        }
    }

    private static Tensor sampled(
            CodeHierarchy h, ParameterScope scope, Variables variables, RandomStream random, Tensor x) {
        return new DiscreteVAEProgram(h, null, null)
                .pass(
                        scope,
                        i -> ParameterScope.of(variables).training(random).child(DiscreteVAEProgram.CONTROL + i),
                        random.child("above"),
                        x)
                .objective();
    }

    @ParameterizedTest
    @MethodSource("hierarchies")
    void aStepFollowsTheBound(List<StochasticLayer> layers) {
        Result exact = run(layers, true, 1, 1);
        boolean noNoise = layers.get(0).estimator() instanceof Exact;
        int trials = noNoise ? 1 : 40;
        int d = exact.gradient().length;
        double[] sum = new double[d];
        double[] squares = new double[d];
        double bound = 0;
        double boundSquares = 0;
        for (int t = 0; t < trials; t++) {
            Result r = run(layers, false, noNoise ? 1 : 1000, 100 + t);
            bound += r.bound() / trials;
            boundSquares += r.bound() * r.bound() / trials;
            for (int i = 0; i < d; i++) {
                sum[i] += r.gradient()[i] / trials;
                squares[i] += r.gradient()[i] * r.gradient()[i] / trials;
            }
        }
        double worst = 0;
        for (int i = 0; i < d; i++) {
            double error = Math.sqrt(Math.max(squares[i] - sum[i] * sum[i], 0) / Math.max(trials - 1, 1));
            worst = Math.max(worst, Math.abs(sum[i] - exact.gradient()[i]) / (error + 1e-9));
            assertTrue(noNoise || error < 0.1, "error " + error);
        }
        // some 30 weights, Student's t of 39 degrees of freedom: a false alarm in 500
        assertTrue(worst < 5, layers + ": " + worst + " standard errors");
        double error = Math.sqrt(Math.max(boundSquares - bound * bound, 0) / Math.max(trials - 1, 1));
        assertEquals(exact.bound(), bound, 5 * error + 1e-9);
    }

    /** And a biased estimator is seen to be biased. */
    @ParameterizedTest
    @MethodSource("biased")
    void aBiasIsNoticed(GradientEstimator estimator) {
        List<StochasticLayer> layers = List.of(layer(3, estimator));
        Result exact = run(layers, true, 1, 1);
        int d = exact.gradient().length;
        double[] mean = new double[d];
        for (int t = 0; t < 10; t++) {
            double[] g = run(layers, false, 1000, t).gradient();
            for (int i = 0; i < d; i++) {
                mean[i] += g[i] / 10;
            }
        }
        double worst = 0;
        for (int i = 0; i < d; i++) {
            worst = Math.max(worst, Math.abs(mean[i] - exact.gradient()[i]));
        }
        assertTrue(worst > 0.02, "bias " + worst);
    }

    static Stream<GradientEstimator> biased() {
        return Stream.of(new Concrete(0.5, false));
    }
}
