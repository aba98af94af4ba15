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
package io.github.tribuogen.ebm.vera;

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import io.github.tribuogen.neural.runtime.StepCompiler;
import io.github.tribuogen.neural.runtime.StepContext;
import io.github.tribuogen.neural.runtime.TrainingData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An estimator of the entropy's gradient by itself, in double precision: batches of samples of a generator, the estimates c,
 * and the gradients of {@code mean c . x} by the generator's parameters and by log s. The estimator's variables carry over from
 * batch to batch, so that it learns.
 */
final class EntropyBench implements AutoCloseable {
    /**
     * Means over batches, and the samples of the last one.
     *
     * @param gradients By the full name of the generator's parameter; log s is "generator/logScale".
     * @param metrics The estimator's diagnostics, and "stein", the mean of c . x / D.
     * @param logDensity log q of each sample; null where the estimator does not know it.
     */
    record Result(
            Map<String, double[]> gradients,
            Map<String, Double> metrics,
            double[] z,
            double[] x,
            double[] c,
            double[] logDensity) {}

    private final Executable step;
    private final Map<String, HostTensor> arguments = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<String> metrics = new ArrayList<>();
    private long iteration = 0;

    /**
     * Compiles the bench.
     *
     * @param batch The samples of a batch.
     * @param dimension D.
     */
    EntropyBench(
            Generator generator, int latentSize, int dimension, double scale, EntropyGradient estimator, int batch) {
        AmortisedSampler sampler = new AmortisedSampler(generator, latentSize)
                .withEntropy(1, estimator)
                .withScales(scale, scale);
        TrainingData data = TrainingData.builder().column("nothing", HostTensor.of(new float[] {0}, 1)).stream("all", 1)
                .build();
        StepCompiler compiler = new StepCompiler(
                s -> {
                    build(s, sampler, dimension, batch);
                    s.metric("some", s.batch("all", "nothing").sum());
                },
                data,
                DType.FLOAT64);
        compiler.variables().forEach(v -> arguments.put(v.name(), v.initialise(7)));
        arguments.keySet().stream().filter(v -> v.startsWith("generator/")).forEach(names::add);
        arguments.keySet().stream()
                .filter(v -> v.startsWith("probe/metric "))
                .map(v -> v.substring(13))
                .forEach(metrics::add);
        arguments.putAll(data.batch(7, 0));
        arguments.put("seed", HostTensor.scalar(7L));
        arguments.put("rateScale", HostTensor.scalar(DType.FLOAT64, 1));
        step = Executable.compile(compiler.step(), Device.cpu(1));
    }

    private static void build(StepContext s, AmortisedSampler sampler, int dimension, int batch) {
        ParameterScope scope = s.scope("generator");
        LatentLaw law = sampler.law(scope, dimension);
        RandomStream random = s.random("bench");
        Tensor z = law.prior(random.child("latent"), batch);
        Tensor mean = law.mean(z);
        Tensor x = mean.add(random.child("noise").normalLike(mean).mul(law.scale()));
        EntropyGradient.Estimate e = sampler.entropyGradient()
                .estimate(new EntropyStep(
                        s,
                        s.scope("entropy"),
                        law,
                        new EntropyStep.Draw(z, mean, x),
                        AmortisedSampler.hasBatchStatistics(scope)));
        Tensor product = e.c().mul(x).sum(1).mean();
        Map<String, Tensor> parameters = scope.parameters();
        List<Tensor> gradients = Gradients.grad(product, new ArrayList<>(parameters.values()));
        Map<String, Tensor> out = new LinkedHashMap<>();
        for (String name : parameters.keySet()) {
            out.put("gradient " + name.replace('/', ' '), gradients.get(out.size()));
        }
        e.diagnostics().forEach((name, value) -> out.put("metric " + name, value));
        out.put("metric stein", product.div(dimension));
        out.put("z", z);
        out.put("x", x);
        out.put("c", e.c());
        if (e.logDensity() != null) {
            out.put("log density", e.logDensity());
        }
        ParameterScope probe = s.scope("probe");
        out.forEach((name, value) -> {
            probe.variable(name, 0, value.shape().sizes());
            probe.assign(name, value.add(value.scalar(0)));
        });
    }

    EntropyBench set(String variable, double... value) {
        HostTensor before = arguments.get(variable);
        if (before == null) {
            throw new IllegalArgumentException("No variable '" + variable + "', expected one of " + arguments.keySet());
        }
        arguments.put(variable, HostTensor.of(value, before.shape()));
        return this;
    }

    double[] get(String variable) {
        return arguments.get(variable).toDoubles();
    }

    /** Runs batches; the estimator's variables change. */
    Result run(int batches) {
        Map<String, double[]> gradients = new LinkedHashMap<>();
        Map<String, Double> means = new LinkedHashMap<>();
        Map<String, HostTensor> out = Map.of();
        for (int n = 0; n < batches; n++) {
            arguments.put("iteration", HostTensor.scalar(iteration++));
            out = step.run(arguments);
            for (String name : names) {
                double[] g = probe(out, "gradient " + name.replace('/', ' '));
                double[] sum = gradients.computeIfAbsent(name, v -> new double[g.length]);
                for (int i = 0; i < g.length; i++) {
                    sum[i] += g[i] / batches;
                }
            }
            for (String name : metrics) {
                means.merge(name, probe(out, "metric " + name)[0] / batches, Double::sum);
            }
            out.forEach((name, value) -> {
                if (name.startsWith(StepCompiler.NEXT) && !name.startsWith(StepCompiler.NEXT + "probe/")) {
                    arguments.put(name.substring(StepCompiler.NEXT.length()), value);
                }
            });
        }
        return new Result(
                gradients, means, probe(out, "z"), probe(out, "x"), probe(out, "c"), probe(out, "log density"));
    }

    private static double[] probe(Map<String, HostTensor> out, String name) {
        HostTensor value = out.get(StepCompiler.NEXT + "probe/" + name);
        return value == null ? null : value.toDoubles();
    }

    @Override
    public void close() {
        step.close();
    }
}
