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
package io.github.tribuogen.gradest.report;

import io.github.tribuogen.gradest.estimator.Estimate;
import io.github.tribuogen.gradest.estimator.GradientEstimator;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.report.CurvePlot;
import io.github.tribuogen.neural.report.Picture;
import io.github.tribuogen.neural.report.ResultTable;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Compares estimators on one law with fixed parameters and a loss of one's own: the mean of many estimates against the gradient by
 * enumeration where the states can be counted (Bernoulli laws of up to 14 coins, choices of up to 2^14 combinations), their
 * variance, and the variance times the evaluations of the loss, which is what counts at equal cost.
 */
public final class GradientReport {
    private final List<Row> rows;
    private final double[] exact; // null if not known

    /**
     * What one estimator gave.
     *
     * @param name Its name.
     * @param mean The mean of its estimates, for each parameter.
     * @param variance Their variance, for each parameter.
     * @param evaluations Evaluations of the loss for one estimate, counted.
     * @param bias The greatest distance of a mean from the exact gradient in standard errors; NaN where that is not known. Above 5 an
     *     estimator is biased beyond chance.
     */
    public record Row(String name, double[] mean, double[] variance, int evaluations, double bias) {
        /**
         * The mean of the variances of all parameters.
         *
         * @return It.
         */
        public double meanVariance() {
            return Arrays.stream(variance).average().orElseThrow();
        }
    }

    private GradientReport(List<Row> rows, double[] exact) {
        this.rows = List.copyOf(rows);
        this.exact = exact;
    }

    static long[] rows(int n, long[] shape) {
        long[] all = new long[shape.length + 1];
        all[0] = n;
        System.arraycopy(shape, 0, all, 1, shape.length);
        return all;
    }

    static long elements(long[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    /**
     * Starts a comparison.
     *
     * @param law The law.
     * @param parameters The parameters of one row, flat.
     * @param shape Their shape without that of rows: [D] for coins, [D, K] for choices, [2 D] for normal numbers.
     * @param loss The loss, of a batch of samples of any number of rows.
     * @return The builder.
     */
    public static Builder of(Law law, double[] parameters, long[] shape, Loss loss) {
        if (elements(shape) != parameters.length) {
            throw new IllegalArgumentException("parameters: " + elements(shape) + " of shape " + Arrays.toString(shape)
                    + " expected, found " + parameters.length);
        }
        return new Builder(law, parameters.clone(), shape.clone(), loss);
    }

    /**
     * The estimators in the order in which they were added.
     *
     * @return A row for each.
     */
    public List<Row> rows() {
        return rows;
    }

    /**
     * The gradient by enumeration.
     *
     * @return For each parameter; absent where the states cannot be counted.
     */
    public Optional<double[]> exact() {
        return Optional.ofNullable(exact).map(double[]::clone);
    }

    /** {@return the table in Markdown} */
    @Override
    public String toString() {
        ResultTable table = ResultTable.of("estimator", "evaluations", "variance", "times evaluations", "bias, z");
        for (Row r : rows) {
            table.row(
                    r.name(),
                    Integer.toString(r.evaluations()),
                    String.format(Locale.ROOT, "%.3g", r.meanVariance()),
                    String.format(Locale.ROOT, "%.3g", r.meanVariance() * r.evaluations()),
                    Double.isNaN(r.bias()) ? "" : String.format(Locale.ROOT, "%.1f", r.bias()));
        }
        return table.text();
    }

    /**
     * The variance of each parameter's estimates, on a logarithmic scale.
     *
     * @return The picture.
     */
    public Picture picture() {
        CurvePlot plot = CurvePlot.of(
                        "variance of the gradient at equal cost", "parameter", "variance times evaluations")
                .logY()
                .markers();
        for (Row r : rows) {
            double[] x = IntStream.rangeClosed(1, r.variance().length)
                    .asDoubleStream()
                    .toArray();
            double[] y = Arrays.stream(r.variance())
                    .map(v -> v > 0 ? v * r.evaluations() : Double.NaN)
                    .toArray();
            plot.curve(r.name(), x, y);
        }
        return plot.render();
    }

    /** Settings of a comparison. */
    public static final class Builder {
        private static final String SCOPE = "estimator";

        private final Law law;
        private final double[] parameters;
        private final long[] shape;
        private final Loss loss;
        private final Map<String, GradientEstimator> estimators = new LinkedHashMap<>();
        private int draws = 10_000;
        private int tuningSteps = 1000;
        private double tuningRate = 0.01;
        private long seed = 1;
        private Device device = new Device();

        private Builder(Law law, double[] parameters, long[] shape, Loss loss) {
            this.law = law;
            this.parameters = parameters;
            this.shape = shape;
            this.loss = loss;
        }

        /**
         * Adds an estimator.
         *
         * @param name Its name in the report.
         * @param estimator The estimator.
         * @return This.
         */
        public Builder estimator(String name, GradientEstimator estimator) {
            estimators.put(name, estimator);
            return this;
        }

        /**
         * How many estimates are drawn of each.
         *
         * @param n At least 2; 10,000 by default.
         * @return This.
         */
        public Builder draws(int n) {
            if (n < 2) {
                throw new IllegalArgumentException("draws: at least 2 expected, found " + n);
            }
            this.draws = n;
            return this;
        }

        /**
         * How control variates and baselines are trained before; the parameters of the law stay.
         *
         * @param steps The steps of Adam, at least 0; 1,000 by default.
         * @param rate Its rate; 0.01 by default.
         * @return This.
         */
        public Builder tuning(int steps, double rate) {
            if (steps < 0) {
                throw new IllegalArgumentException("steps: at least 0 expected, found " + steps);
            }
            this.tuningSteps = steps;
            this.tuningRate = rate;
            return this;
        }

        /**
         * The seed of all randomness.
         *
         * @param value The seed; 1 by default.
         * @return This.
         */
        public Builder seed(long value) {
            this.seed = value;
            return this;
        }

        /**
         * Where to compute.
         *
         * @param part The device.
         * @return This.
         */
        public Builder device(Device part) {
            this.device = part;
            return this;
        }

        /**
         * Draws all estimates.
         *
         * @return The report.
         * @throws IllegalArgumentException If there is no estimator, or one is not made for the law, or the loss gives something else
         *     than a finite number for each row.
         */
        public GradientReport run() {
            if (estimators.isEmpty()) {
                throw new IllegalArgumentException("estimators: at least one expected, found none");
            }
            double[] exact =
                    Enumeration.gradient(law, parameters, shape, loss, device).orElse(null);
            List<Row> rows = new ArrayList<>();
            estimators.forEach((name, estimator) -> rows.add(measure(name, estimator, exact)));
            return new GradientReport(rows, exact);
        }

        private HostTensor repeated(int n) {
            double[] all = new double[n * parameters.length];
            for (int i = 0; i < n; i++) {
                System.arraycopy(parameters, 0, all, i * parameters.length, parameters.length);
            }
            return HostTensor.of(all, rows(n, shape));
        }

        private Estimate estimate(
                GradientEstimator estimator, Tensor rows, ParameterScope scope, AtomicInteger evaluations) {
            return estimator.estimate(law, rows, new Counted(loss, evaluations), scope.child(SCOPE));
        }

        private Row measure(String name, GradientEstimator estimator, double[] exact) {
            Graph g = new Graph();
            Variables variables = Variables.declaring(g, DType.FLOAT32);
            Tensor seeds = g.constant(HostTensor.scalar(seed));
            Tensor step = g.constant(HostTensor.scalar(0L));
            ParameterScope scope = ParameterScope.of(variables).training(RandomStream.of(seeds, step));
            AtomicInteger evaluations = new AtomicInteger();
            Estimate e = estimate(estimator, g.constant(repeated(draws)).cast(DType.FLOAT32), scope, evaluations);
            Map<String, Tensor> inputs = new LinkedHashMap<>();
            Map<String, HostTensor> values = new LinkedHashMap<>();
            Map<String, HostTensor> trained = e.tuning().isPresent() && tuningSteps > 0 ? tuned(estimator) : Map.of();
            variables.declared().forEach(v -> {
                inputs.put(v.name(), g.inputs().get(v.name()));
                HostTensor learned = trained.get(v.name());
                values.put(v.name(), learned == null ? v.initialise(seed) : learned);
            });
            double[] gradient;
            try (Executable run = Executable.compile(
                    new GraphFunction(
                            "estimates", inputs, Map.of("g", e.gradient().cast(DType.FLOAT64))),
                    device)) {
                gradient = run.run(values).get("g").toDoubles();
            }
            return row(name, evaluations.get(), gradient, exact);
        }

        private Map<String, HostTensor> tuned(GradientEstimator estimator) {
            TrainingData none = TrainingData.builder().column("none", HostTensor.of(new float[1], 1, 1)).stream(
                            "none", 1)
                    .build();
            return TrainingLoop.builder(
                            s -> {
                                ParameterScope scope =
                                        ParameterScope.of(s.variables()).training(s.random(SCOPE));
                                Tensor row = s.iteration()
                                        .graph()
                                        .root()
                                        .constant(repeated(1))
                                        .cast(DType.FLOAT32);
                                Tensor objective = estimate(estimator, row, scope, new AtomicInteger())
                                        .tuning()
                                        .orElseThrow();
                                s.minimise(objective, s.scope(SCOPE), new Adam(tuningRate));
                                s.metric("objective", objective);
                            },
                            none,
                            tuningSteps)
                    .device(device)
                    .seed(seed)
                    .train()
                    .variables();
        }

        private Row row(String name, int evaluations, double[] gradient, double[] exact) {
            int d = parameters.length;
            double[] mean = new double[d];
            double[] variance = new double[d];
            for (int i = 0; i < gradient.length; i++) {
                if (!Double.isFinite(gradient[i])) {
                    throw new IllegalArgumentException(name + ": finite estimates expected, found " + gradient[i]
                            + "; does the loss give numbers?");
                }
                mean[i % d] += gradient[i] / draws;
            }
            for (int i = 0; i < gradient.length; i++) {
                variance[i % d] += Math.pow(gradient[i] - mean[i % d], 2) / (draws - 1);
            }
            double bias = exact == null ? Double.NaN : 0;
            for (int j = 0; j < d && exact != null; j++) {
                // float32's rounding is no bias
                double error = Math.sqrt(variance[j] / draws) + 1e-6 * Math.abs(exact[j]) + 1e-9;
                bias = Math.max(bias, Math.abs(mean[j] - exact[j]) / error);
            }
            return new Row(name, mean, variance, evaluations, bias);
        }
    }

    /** A loss whose evaluations are counted and whose shape is checked. */
    private record Counted(Loss loss, AtomicInteger evaluations) implements Loss {
        private Tensor checked(Tensor f) {
            evaluations.incrementAndGet();
            if (f.shape().rank() != 1) {
                throw new IllegalArgumentException(
                        "loss: one number for each row, [B], expected, found the shape " + f.shape());
            }
            return f;
        }

        @Override
        public Tensor of(Tensor sample) {
            return checked(loss.of(sample));
        }

        @Override
        public Tensor relaxed(Tensor point) {
            return checked(loss.relaxed(point));
        }

        @Override
        public Loss held() {
            return new Counted(loss.held(), evaluations);
        }

        @Override
        public Optional<Tensor> context() {
            return loss.context();
        }
    }
}
