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
package io.github.tribuogen.integration.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tribuogen.gradest.control.ControlVariate;
import io.github.tribuogen.gradest.control.ControlVariateSum;
import io.github.tribuogen.gradest.control.NetworkControlVariate;
import io.github.tribuogen.gradest.control.RelaxedLoss;
import io.github.tribuogen.gradest.estimator.Arm;
import io.github.tribuogen.gradest.estimator.Arms;
import io.github.tribuogen.gradest.estimator.Concrete;
import io.github.tribuogen.gradest.estimator.DoubleControlVariate;
import io.github.tribuogen.gradest.estimator.Exact;
import io.github.tribuogen.gradest.estimator.GradientEstimator;
import io.github.tribuogen.gradest.estimator.MuProp;
import io.github.tribuogen.gradest.estimator.Nvil;
import io.github.tribuogen.gradest.estimator.Relax;
import io.github.tribuogen.gradest.estimator.Rodeo;
import io.github.tribuogen.gradest.estimator.ScoreFunction;
import io.github.tribuogen.gradest.estimator.StraightThrough;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.vae.BarsAndStripesDataSource;
import io.github.tribuogen.gradest.vae.DiscreteVAEModel;
import io.github.tribuogen.gradest.vae.DiscreteVAETrainer;
import io.github.tribuogen.gradest.vae.StochasticLayer;
import io.github.tribuogen.neural.data.ExampleSelection;
import io.github.tribuogen.neural.data.IDXImageDataSource;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.GlorotInitialiser;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.report.SampleGrid;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Autoencoders with discrete codes, trained through many gradient estimators. Properties: {@code tribuogen.seeds}; {@code
 * tribuogen.estimators}, which of them, apart by semicolons; {@code tribuogen.mnist}, the folder with the IDX files of MNIST or of a data
 * set like it; {@code tribuogen.epochs}, {@code tribuogen.rate}, {@code tribuogen.name} for pictures of that data set; {@code
 * tribuogen.threads}.
 */
@Tag("slow")
class DiscreteVAEExperimentTest {
    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 10);
    private static final int TRAIN = 50_000;
    private static final int SOME = 10_000;
    private static final int TEST = 2_000;

    private static ControlVariate network(StandardActivation.Function f, int... sizes) {
        return new NetworkControlVariate(new Mlp(new StandardActivation(f), sizes), 1);
    }

    private static Relax relax(ControlVariate... parts) {
        ControlVariate c = parts.length == 1 ? parts[0] : new ControlVariateSum(parts);
        return new Relax(c, DiscreteLaw.Coupling.INDEPENDENT);
    }

    private static Map<String, GradientEstimator> chosen(Map<String, GradientEstimator> all) {
        List<String> names = List.of(System.getProperty("tribuogen.estimators", String.join(";", all.keySet()))
                .split(";"));
        all.keySet().retainAll(names);
        return all;
    }

    private static DiscreteVAETrainer.Builder trainer(Mlp map, GradientEstimator e, int codes, int batch, long steps) {
        return DiscreteVAETrainer.builder(new StochasticLayer(codes, map, map, e))
                .settings(TrainingSettings.builder()
                        .batchSize(batch)
                        .steps(steps)
                        .device(Device.cpu(Integer.getInteger("tribuogen.threads", 1)))
                        .showProgress(false)
                        .build());
    }

    /** Thirty pictures, eight codes: bounds by enumeration at three times. */
    @Test
    void barsAndStripes() throws IOException {
        Map<String, GradientEstimator> all = new LinkedHashMap<>();
        ControlVariate tanh = network(StandardActivation.Function.TANH, 50);
        all.put("exact", new Exact());
        all.put("score function", new ScoreFunction());
        all.put("running mean", new ScoreFunction(ScoreFunction.Baseline.RUNNING, 1));
        all.put("NVIL", new Nvil(new Mlp(50), false));
        all.put("MuProp", new MuProp());
        all.put("leave-one-out, 2", new ScoreFunction(ScoreFunction.Baseline.LEAVE_ONE_OUT, 2));
        all.put("DisARM", new Arm());
        all.put("double control variates, 2", new DoubleControlVariate(2, 0));
        all.put("RODEO, 2", new Rodeo(2, 16, 0));
        all.put("leave-one-out, 3", new ScoreFunction(ScoreFunction.Baseline.LEAVE_ONE_OUT, 3));
        all.put("ARMS, 3", new Arms(3));
        all.put("double control variates, 3", new DoubleControlVariate(3, 0));
        all.put("RODEO, 3", new Rodeo(3, 16, 0));
        all.put("REBAR", relax(new RelaxedLoss()));
        all.put("RELAX, loss and network", relax(new RelaxedLoss(), tanh));
        all.put("RELAX, network", relax(tanh));
        all.put("concrete", new Concrete(0.5, false));
        all.put("straight-through", new StraightThrough());
        chosen(all);
        Figures figures = new Figures("ELBO of 30 bars and stripes, 8 codes, by enumeration; at most -3.401");
        Mlp glorot = new Mlp().withInitialisers(new GlorotInitialiser(), new ConstantInitialiser(0));
        Dataset<LogDensity> data = new MutableDataset<>(new BarsAndStripesDataSource(4));
        for (int seed = 0; seed < SEEDS; seed++) {
            for (Map.Entry<String, GradientEstimator> e : all.entrySet()) {
                for (long steps : new long[] {750, 1500, 3000}) {
                    try (DiscreteVAEModel m = trainer(glorot, e.getValue(), 8, data.size(), steps)
                            .optimisers(new Adam(0.01), new Adam(0.01))
                            .seed(seed)
                            .build()
                            .train(data)) {
                        float[][] both = m.enumerated(m.toRows(data));
                        double elbo = 0;
                        for (float[] row : both) {
                            elbo += row[0] / both.length;
                        }
                        figures.add(e.getKey() + ", " + steps + " steps", elbo);
                    }
                }
                figures.write("bars-and-stripes");
            }
        }
        if (all.keySet().containsAll(List.of("exact", "score function", "leave-one-out, 2"))) {
            double exact = figures.median("exact, 1500 steps");
            double worst = figures.median("score function, 1500 steps");
            all.forEach((name, estimator) -> {
                double elbo = figures.median(name + ", 1500 steps");
                assertTrue(elbo <= exact && (elbo >= worst || !estimator.isUnbiased()), figures::markdown);
            });
            assertTrue(
                    figures.median("RELAX, loss and network, 1500 steps")
                            >= figures.median("leave-one-out, 2, 1500 steps") - 0.6,
                    figures::markdown);
        }
    }

    /** 200 codes, linear maps: the paper's one-layer model. */
    @Test
    void images() throws IOException {
        Map<String, GradientEstimator> all = new LinkedHashMap<>();
        ControlVariate deep = network(StandardActivation.Function.RELU, 200, 200, 200, 200);
        all.put("RELAX", relax(new RelaxedLoss(), deep));
        all.put("REBAR", relax(new RelaxedLoss()));
        all.put("DisARM", new Arm());
        all.put("ARMS, 3", new Arms(3));
        all.put("RODEO, 3", new Rodeo(3, 16, 0));
        all.put("RODEO, 2", new Rodeo(2, 16, 0));
        all.put("double control variates, 3", new DoubleControlVariate(3, 0));
        all.put("leave-one-out, 3", new ScoreFunction(ScoreFunction.Baseline.LEAVE_ONE_OUT, 3));
        all.put("NVIL", new Nvil(new Mlp(100), false));
        chosen(all);
        String name = System.getProperty("tribuogen.name", "mnist");
        int epochs = Integer.getInteger("tribuogen.epochs", 100);
        double rate = Double.parseDouble(System.getProperty("tribuogen.rate", "0.001"));
        Dataset<LogDensity> train = data("train", TRAIN);
        Dataset<LogDensity> test = data("t10k", TEST);
        long steps = (long) epochs * train.size() / 24;
        Figures figures = new Figures(name + ", " + train.size() + " images binarised once, 200 codes, " + epochs
                + " epochs of batches of 24, rate " + rate);
        for (int seed = 1; seed <= SEEDS; seed++) {
            for (Map.Entry<String, GradientEstimator> e : all.entrySet()) {
                long start = System.nanoTime();
                try (DiscreteVAEModel m = trainer(new Mlp(), e.getValue(), 200, 24, steps)
                        .optimisers(new Adam(rate, 0.9, 0.99999), new Adam(rate, 0.9, 0.99999))
                        .seed(seed)
                        .build()
                        .train(train)) {
                    double minutes = (System.nanoTime() - start) / 6e10;
                    float[][] rows = Arrays.copyOf(m.toRows(train), Math.min(SOME, train.size()));
                    float[][] held = m.toRows(test);
                    figures.add("training, negative ELBO, " + e.getKey(), -mean(m.logDensity(rows)))
                            .add("test, negative ELBO, " + e.getKey(), -mean(m.logDensity(held)))
                            .add(
                                    "test, negative bound of 100 draws, " + e.getKey(),
                                    -mean(m.importanceBound(held, 100)))
                            .add("minutes, " + e.getKey(), minutes);
                    if (seed == 1) {
                        Figures.save(
                                SampleGrid.of(m.sampleMeans(60, new SplittableRandom(1)), 1, 28, 28)
                                        .range(0, 1)
                                        .columns(20)
                                        .scale(1)
                                        .render(),
                                "discrete-vae-" + name + "-"
                                        + e.getKey().replace(", ", "-").replace(' ', '-'));
                    }
                }
                figures.write("discrete-vae-" + name);
            }
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** Grey rounded at random once, with the seed 5. */
    private static Dataset<LogDensity> data(String part, int examples) throws IOException {
        String folder = System.getProperty("tribuogen.mnist");
        assumeTrue(
                folder != null && Files.isDirectory(Path.of(folder)),
                () -> "found -Dtribuogen.mnist=" + folder
                        + ", expected a folder with the data set's IDX files; skipped");
        var factory = new LogDensityFactory();
        var source = new IDXImageDataSource<>(
                Path.of(folder, part + "-images-idx3-ubyte.gz"),
                Path.of(folder, part + "-labels-idx1-ubyte.gz"),
                factory,
                new ExampleSelection().withMaxExamples(examples));
        var data = new MutableDataset<>(new SimpleDataSourceProvenance(folder + ", binarised", factory), factory);
        SplittableRandom rng = new SplittableRandom(5);
        for (Example<LogDensity> grey : source) {
            String[] names = new String[grey.size()];
            double[] values = new double[grey.size()];
            int i = 0;
            for (var feature : grey) {
                names[i] = feature.getName();
                values[i++] = rng.nextDouble() < feature.getValue() / 255 ? 1 : 0;
            }
            data.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names, values));
        }
        return data;
    }
}
