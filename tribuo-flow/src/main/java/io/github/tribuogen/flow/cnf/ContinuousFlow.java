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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.Adjoint;
import io.github.tribuogen.flow.ode.Counters;
import io.github.tribuogen.flow.ode.Differentiation;
import io.github.tribuogen.flow.ode.InitialValueProblem;
import io.github.tribuogen.flow.ode.Replay;
import io.github.tribuogen.flow.ode.Solution;
import io.github.tribuogen.flow.ode.Solver;
import io.github.tribuogen.flow.ode.Unrolled;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.SpectralNorm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A continuous normalizing flow (FFJORD, section 2): the data at time 0 are carried to the base at time T by {@code dz/dt =
 * f(t, z)}, and log volume changes at the rate of the trace of f's Jacobian, {@code log|det dz(T)/dz(0)| = int_0^T tr df/dz
 * dt}. The inverse is the same solve from T to 0. Flows of several blocks are a chain of these.
 *
 * <p>Training and use may differ: a test solver and a test divergence serve where the scope is not in training mode, which is
 * also where regularisers are off. A stochastic divergence outside training draws from a fixed seed: equal batches have equal
 * densities.
 *
 * <p>Metrics: "NFE" and "NFE backward" are evaluations of f in the solve and in that of its gradient, "rejected" and "rejected
 * backward" the rejected steps, all summed over blocks.
 *
 * <p>Parameters: "field/...", those of the dynamics; "condition/..." where there are features; "time/root", the square root
 * of T, if that is learned.
 */
public final class ContinuousFlow implements Bijection {
    private static final long TEST_SEED = 0x5eedL;

    @Config(description = "The right side f.")
    private Dynamics dynamics = new MlpDynamics();

    @Config(description = "How the trace of f's Jacobian is found in training.")
    private Divergence divergence = new ExactDivergence();

    @Config(description = "Solves in training.")
    private Solver solver = new AdaptiveSolver();

    @Config(description = "How the solve is differentiated.")
    private Differentiation differentiation = new Adjoint();

    @Config(description = "The time T at which the data have become the base, above 0.")
    private double endTime = 1;

    @Config(description = "Learn T? It starts at endTime.")
    private boolean learnsEndTime = false;

    @Config(description = "What is integrated along and penalised in training.")
    private List<Regulariser> regularisers = new ArrayList<>();

    @Config(
            description =
                    "The power iterations a step by which weights are divided by their largest singular value; 0 for none.")
    private int spectralNormIterations = 0;

    @Config(description = "Solves outside training; absent for the solver of training.")
    private Solver testSolver = null;

    @Config(description = "How the trace is found outside training; absent for as in training.")
    private Divergence testDivergence = null;

    /** The paper's setting for toys but for T = 0.5. Also for OLCUT. */
    public ContinuousFlow() {}

    private ContinuousFlow(Builder b) {
        this.dynamics = b.dynamics;
        this.divergence = b.divergence;
        this.solver = b.solver;
        this.differentiation = b.differentiation;
        this.endTime = b.endTime;
        this.learnsEndTime = b.learnsEndTime;
        this.regularisers = List.copyOf(b.regularisers);
        this.spectralNormIterations = b.spectralNormIterations;
        this.testSolver = b.testSolver;
        this.testDivergence = b.testDivergence;
        postConfig();
    }

    /**
     * Starts a flow with the exact trace, dopri5 with tolerances of 1e-5, its adjoint, and T = 1.
     *
     * @param dynamics The right side f.
     * @return A builder.
     */
    public static Builder builder(Dynamics dynamics) {
        return new Builder(dynamics);
    }

    @Override
    public void postConfig() {
        Require.positive("endTime", endTime);
        Require.atLeast("spectralNormIterations", spectralNormIterations, 0);
    }

    /** What a pass integrates: found once, then solved over any interval. */
    private final class Pass {
        private final FlowContext context;
        private final boolean training;
        private final Solver solves;
        private final List<Regulariser> penalties;
        private final FlowField field;
        private final Optional<Tensor> condition;
        private final Tensor end;

        Pass(ParameterScope scope, Tensor z, FlowContext context, boolean penalised) {
            this.context = context;
            training = scope.isTraining();
            solves = training || testSolver == null ? solver : testSolver;
            Divergence trace = training || testDivergence == null ? divergence : testDivergence;
            penalties = training && penalised && context.needsDeterminants() ? regularisers : List.of();
            condition = context.features().map(c -> dynamics.condition(scope.child("condition"), c, z.shape()));
            ParameterScope inner = scope.child("field");
            // once for the names of its parameters; what it computes is not used
            dynamics.at(inner, z.scalar(0), z, condition);
            Map<String, Tensor> parameters = normalised(scope, inner);
            Optional<Tensor> probes =
                    context.needsDeterminants() ? trace.probes(dynamics, z, random(scope, z)) : Optional.empty();
            field = new FlowField(
                    dynamics,
                    context.needsDeterminants() ? trace : null,
                    penalties,
                    inner,
                    new ArrayList<>(parameters.keySet()),
                    probes);
            end = learnsEndTime
                    ? scope.child("time")
                            .parameter("root", new ConstantInitialiser(Math.sqrt(endTime)), 1, 1)
                            .square()
                            .cast(DType.FLOAT64)
                    : z.graph().root().constant(DType.FLOAT64, endTime);
            this.values = new ArrayList<>(parameters.values());
        }

        private final List<Tensor> values;

        private RandomStream random(ParameterScope scope, Tensor z) {
            if (scope.isTraining()) {
                return scope.random().child("probes");
            }
            Tensor seed = z.graph().root().constant(HostTensor.scalar(TEST_SEED));
            Tensor step = z.graph().root().constant(HostTensor.scalar(0L));
            return RandomStream.of(seed, step).child(scope.path());
        }

        /** The parameters of the dynamics by full name, weights divided by their norms if that is asked for. */
        private Map<String, Tensor> normalised(ParameterScope scope, ParameterScope inner) {
            Map<String, Tensor> all = new LinkedHashMap<>(inner.parameters());
            if (spectralNormIterations > 0) {
                SpectralNorm norm = new SpectralNorm(spectralNormIterations);
                all.replaceAll((name, w) -> name.endsWith("weight") && w.shape().rank() > 1
                        ? norm.apply(
                                scope.child("spectral")
                                        .child(name.substring(inner.path().length() + 1)),
                                w)
                        : w);
            }
            return all;
        }

        /** An adaptive test solver cannot be written out as a fixed one of training can. */
        private Differentiation gradientOf(Solver part) {
            return differentiation instanceof Unrolled && part != solver ? new Replay() : differentiation;
        }

        Solution solve(Tensor z, Tensor from, Tensor to) {
            Tensor zero = z.flatten(1).slice(1, 0, 1).squeeze(1).zerosLike();
            List<Tensor> y = new ArrayList<>(List.of(z));
            if (context.needsDeterminants()) {
                y.add(zero);
                penalties.forEach(p -> y.add(zero));
            }
            condition.ifPresent(y::add);
            return solves.solve(new InitialValueProblem(field, values, y, from, to), gradientOf(solves));
        }

        Image image(Tensor z, Tensor from, Tensor to) {
            Solution s = solve(z, from, to);
            tell(s);
            Tensor zero = z.flatten(1).slice(1, 0, 1).squeeze(1).zerosLike();
            Tensor logDeterminant = context.needsDeterminants() ? s.state().get(1) : zero;
            for (int i = 0; i < penalties.size(); i++) {
                Regulariser p = penalties.get(i);
                context.penalty(p.name(), s.state().get(i + 2).mean().mul(p.weight()));
            }
            return new Image(s.state().get(0), logDeterminant);
        }

        private void tell(Solution s) {
            context.metric("NFE", s.forward().evaluations().cast(DType.FLOAT32));
            context.metric("rejected", s.forward().rejected().cast(DType.FLOAT32));
            context.failure("the ODE solver failed", s.forward().failed());
            if (training) {
                context.metricLater("NFE backward", () -> backward(s)
                        .map(c -> c.evaluations().cast(DType.FLOAT32)));
                context.metricLater("rejected backward", () -> backward(s)
                        .map(c -> c.rejected().cast(DType.FLOAT32)));
            }
        }

        private static Optional<Counters> backward(Solution s) {
            return s.backward().isEmpty() ? Optional.empty() : Optional.of(Counters.sum(s.backward()));
        }

        /** The points at equally spaced times from T to 0, without those at T. */
        List<Tensor> path(Tensor z, int stops) {
            Tensor share = end.div(stops);
            Tensor all = z.graph().root().constant(DType.FLOAT64, stops);
            ControlFlow.Result r = ControlFlow.scan(stops, List.of(z), (i, state) -> {
                Tensor left = all.sub(i.cast(DType.FLOAT64));
                Tensor next = solve(state.get(0), share.mul(left), share.mul(left.sub(1)))
                        .state()
                        .get(0);
                return new ControlFlow.Step(List.of(next), List.of(next));
            });
            List<Tensor> way = new ArrayList<>();
            for (int i = 0; i < stops; i++) {
                way.add(r.kept().get(0).slice(0, i, i + 1L).squeeze(0));
            }
            return way;
        }
    }

    @Override
    public Image forward(ParameterScope scope, Tensor x, FlowContext context) {
        Pass pass = new Pass(scope, x, context, true);
        return pass.image(x, x.graph().root().constant(DType.FLOAT64, 0), pass.end);
    }

    @Override
    public Image inverse(ParameterScope scope, Tensor z, FlowContext context) {
        Pass pass = new Pass(scope, z, context, false);
        return pass.image(z, pass.end, z.graph().root().constant(DType.FLOAT64, 0));
    }

    /** The points at equally spaced times from T to 0, each solved for from the one before. */
    @Override
    public List<Tensor> path(ParameterScope scope, Tensor z, FlowContext context, int stops) {
        if (stops < 1) {
            throw new IllegalArgumentException("stops: at least 1 expected, found " + stops);
        }
        return new Pass(scope, z, context.withoutDeterminants(), false).path(z, stops);
    }

    @Override
    public String toString() {
        return "ContinuousFlow(dynamics=" + dynamics + ", divergence=" + divergence + ", solver=" + solver
                + ", differentiation=" + differentiation + ", endTime=" + endTime + ", learnsEndTime=" + learnsEndTime
                + ", regularisers=" + regularisers + ", spectralNormIterations=" + spectralNormIterations
                + ", testSolver=" + testSolver + ", testDivergence=" + testDivergence + ")";
    }

    /** Collects the parts of a flow. */
    public static final class Builder {
        private final Dynamics dynamics;
        private Divergence divergence = new ExactDivergence();
        private Solver solver = new AdaptiveSolver();
        private Differentiation differentiation = new Adjoint();
        private double endTime = 1;
        private boolean learnsEndTime = false;
        private List<Regulariser> regularisers = List.of();
        private int spectralNormIterations = 0;
        private Solver testSolver = null;
        private Divergence testDivergence = null;

        private Builder(Dynamics dynamics) {
            this.dynamics = dynamics;
        }

        /**
         * Changes how the trace is found.
         *
         * @param part In training, and outside unless a test divergence is given.
         * @return This builder.
         */
        public Builder divergence(Divergence part) {
            this.divergence = part;
            return this;
        }

        /**
         * Changes the solver and its gradient.
         *
         * @param part Solves in training, and outside unless a test solver is given.
         * @param how How the solve is differentiated.
         * @return This builder.
         */
        public Builder solver(Solver part, Differentiation how) {
            this.solver = part;
            this.differentiation = how;
            return this;
        }

        /**
         * Changes the time T.
         *
         * @param time At which the data have become the base, above 0.
         * @param learned Is it only a start?
         * @return This builder.
         */
        public Builder endTime(double time, boolean learned) {
            this.endTime = time;
            this.learnsEndTime = learned;
            return this;
        }

        /**
         * Changes the regularisers.
         *
         * @param parts What is integrated along and penalised in training.
         * @return This builder.
         */
        public Builder regularisers(Regulariser... parts) {
            this.regularisers = List.of(parts);
            return this;
        }

        /**
         * Divides weights by their largest singular values.
         *
         * @param iterations The power iterations a step; 0 for none.
         * @return This builder.
         */
        public Builder spectralNorm(int iterations) {
            this.spectralNormIterations = iterations;
            return this;
        }

        /**
         * Changes what serves outside training.
         *
         * @param solves The solver; null for that of training.
         * @param trace How the trace is found; null for as in training.
         * @return This builder.
         */
        public Builder test(Solver solves, Divergence trace) {
            this.testSolver = solves;
            this.testDivergence = trace;
            return this;
        }

        /**
         * Ends the flow.
         *
         * @return The flow.
         */
        public ContinuousFlow build() {
            return new ContinuousFlow(this);
        }
    }
}
