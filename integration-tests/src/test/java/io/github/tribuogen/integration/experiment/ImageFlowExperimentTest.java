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

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import io.github.tribuogen.flow.FlowModel;
import io.github.tribuogen.flow.FlowTrainer;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.BijectionChain;
import io.github.tribuogen.flow.bijection.Multiscale;
import io.github.tribuogen.flow.bijection.Squeeze;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.ConvDynamics;
import io.github.tribuogen.flow.cnf.HutchinsonDivergence;
import io.github.tribuogen.flow.cnf.ProbeNoise;
import io.github.tribuogen.flow.cnf.Regulariser;
import io.github.tribuogen.flow.cnf.RegulariserKind;
import io.github.tribuogen.flow.cnf.TimeLayer;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.FixedStepSolver;
import io.github.tribuogen.flow.ode.Method;
import io.github.tribuogen.flow.ode.Replay;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.Dequantisation;
import io.github.tribuogen.neural.data.ExampleSelection;
import io.github.tribuogen.neural.data.IDXImageDataSource;
import io.github.tribuogen.neural.data.ImageLayout;
import io.github.tribuogen.neural.data.LogitTransform;
import io.github.tribuogen.neural.data.PreprocessorChain;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.CosineSchedule;
import io.github.tribuogen.neural.optim.WarmUpSchedule;
import io.github.tribuogen.neural.report.SampleGrid;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Multiscale continuous flows of images: a small one trained on MNIST, and single iterations of the paper's. The system
 * property {@code tribuogen.mnist} names the folder with MNIST's IDX files; {@code tribuogen.image.steps}, {@code
 * tribuogen.image.batch} and {@code tribuogen.threads} change the length, the batch of the full-size iterations, and the
 * number of cores.
 */
@Tag("slow")
class ImageFlowExperimentTest {
    private static final int SIDE = 28;
    private static final int TRAIN = 10_000;
    private static final int TEST = 200;
    private static final int BATCH = 32;

    /** As in the paper, but 16 channels for 64 and one flow for two at each scale. */
    private static Bijection small() {
        ContinuousFlow block = ContinuousFlow.builder(new ConvDynamics(
                                TimeLayer.CONCAT,
                                new StandardActivation(StandardActivation.Function.SOFTPLUS),
                                16,
                                16,
                                16)
                        .withZeroLastLayer())
                .divergence(new HutchinsonDivergence(ProbeNoise.RADEMACHER, 1, false))
                .regularisers(
                        new Regulariser(RegulariserKind.KINETIC, 0.01),
                        new Regulariser(RegulariserKind.JACOBIAN_ENERGY, 0.01))
                .solver(new FixedStepSolver(Method.MIDPOINT, 2), new Replay())
                .test(AdaptiveSolver.dopri5(1e-4), new HutchinsonDivergence(ProbeNoise.RADEMACHER, 1, false))
                .build();
        Bijection level = new BijectionChain(List.of(block, new Squeeze(), block));
        return new Multiscale(List.of(level, level, block));
    }

    @Test
    void bitsPerDimensionFall() throws IOException {
        Dataset<LogDensity> train = mnist("train", TRAIN);
        Dataset<LogDensity> test = mnist("t10k", TEST);
        int steps = Integer.getInteger("tribuogen.image.steps", 300);
        int interval = Math.max(1, steps / 6);
        FlowTrainer trainer = FlowTrainer.builder(
                        small(), new Adam(5e-3).withSchedule(new WarmUpSchedule(10, new CosineSchedule(steps, 0.02))))
                .layout(new ImageLayout(1, SIDE, SIDE))
                .preprocessor(new PreprocessorChain(List.of(
                        new Dequantisation(), AffineScaling.betweenRanges(0, 256, 0, 1), new LogitTransform(1e-6f))))
                .settings(TrainingSettings.builder()
                        .batchSize(BATCH)
                        .steps(steps)
                        .stepsPerRun(Math.min(interval, 10))
                        .validation(0.01, new EarlyStopping(interval, 0, true))
                        .device(device())
                        .showProgress(false)
                        .build())
                .seed(1)
                .build();
        Figures figures = new Figures("MNIST, multiscale flow, 16 channels, " + TRAIN + " images, " + steps
                + " steps of " + BATCH + " images, seed 1; " + TEST + " test images");
        long start = System.nanoTime();
        try (FlowModel model = trainer.train(train)) {
            figures.add("minutes of training and validation", (System.nanoTime() - start) / 6e10);
            float[] validation =
                    model.trainingHistory().curves().get("validation-NLL").values();
            List<Double> bits = new ArrayList<>();
            for (int i = 0; i < validation.length; i++) {
                bits.add(bits(validation[i]));
                figures.add("bits/dim of held-out images after " + (i + 1) * interval + " steps", bits.get(i));
            }
            start = System.nanoTime();
            // one draw of the noise, as the literature does
            double nats = -Arrays.stream(model.logProbability(model.toRows(test), 1, new SplittableRandom(1)))
                    .average()
                    .orElseThrow();
            figures.add("bits/dim of test images, dopri5 1e-4", bits(nats))
                    .add("seconds for the test images", (System.nanoTime() - start) / 1e9);
            Figures.save(
                    SampleGrid.of(model.sample(40, new SplittableRandom(1)), 1, SIDE, SIDE)
                            .range(0, 255)
                            .columns(20)
                            .scale(1)
                            .render(),
                    "flow-mnist-samples");
            figures.write("flow-mnist");
            int last = bits.size() - 1;
            assertTrue(bits.get(last) < bits.get(0) && bits(nats) < bits.get(0), figures.markdown());
        }
    }

    private static double bits(double nats) {
        return nats / (SIDE * SIDE) / Math.log(2);
    }

    /** The paper's flow for MNIST, 800,636 parameters, on images of noise. */
    @Test
    void oneFullSizeIterationOfMnist(@TempDir Path folder) throws IOException {
        oneFullSizeIteration("ffjord-mnist.xml", folder, 1, 28);
    }

    /** The paper's flow for CIFAR-10, 1,358,868 parameters, on images of noise. */
    @Test
    void oneFullSizeIterationOfCifar(@TempDir Path folder) throws IOException {
        oneFullSizeIteration("ffjord-cifar10.xml", folder, 3, 32);
    }

    private static void oneFullSizeIteration(String file, Path folder, int channels, int side) throws IOException {
        int batch = Integer.getInteger("tribuogen.image.batch", 4);
        ConfigurationManager cm = new ConfigurationManager(
                Path.of("..", "configs", file).toAbsolutePath().normalize().toString());
        cm.overrideConfigurableProperty("settings", "batchSize", new SimpleProperty(Integer.toString(batch)));
        cm.overrideConfigurableProperty("settings", "steps", new SimpleProperty("1"));
        cm.overrideConfigurableProperty("settings", "checkpointFolder", new SimpleProperty(folder.toString()));
        cm.overrideConfigurableProperty("settings", "showProgress", new SimpleProperty("false"));
        FlowTrainer trainer = (FlowTrainer) cm.lookup("ffjord");
        Figures figures = new Figures(file + ", one iteration on " + batch + " images");
        long start = System.nanoTime();
        try (FlowModel model = trainer.train(noise(batch, channels * side * side))) {
            figures.add("seconds, loading and compiling included", (System.nanoTime() - start) / 1e9);
            var curves = model.trainingHistory().curves();
            for (String name : List.of("NLL", "NFE", "NFE backward")) {
                figures.add(name, curves.get(name).values()[0]);
            }
            figures.add("GB of memory at the peak", peakMemory());
            figures.write(file.replace(".xml", "-iteration"));
            assertTrue(Double.isFinite(curves.get("NLL").values()[0]), figures.markdown());
        }
    }

    /** Of this process; NaN where the system does not tell. */
    private static double peakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return Double.NaN;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(l -> l.startsWith("VmHWM:"))
                    .mapToDouble(l -> Double.parseDouble(l.replaceAll("\\D", "")) / 1e6)
                    .findFirst()
                    .orElse(Double.NaN);
        }
    }

    private static Dataset<LogDensity> noise(int images, int pixels) {
        SplittableRandom random = new SplittableRandom(1);
        LogDensityFactory factory = new LogDensityFactory();
        MutableDataset<LogDensity> data =
                new MutableDataset<>(new SimpleDataSourceProvenance("noise", factory), factory);
        String[] names = new String[pixels];
        Arrays.setAll(names, j -> String.format("%05d", j));
        for (int i = 0; i < images; i++) {
            data.add(new ArrayExample<>(
                    LogDensityFactory.OBSERVED,
                    names,
                    random.ints(pixels, 1, 256).asDoubleStream().toArray()));
        }
        return data;
    }

    private static Device device() {
        return Device.cpu(Integer.getInteger("tribuogen.threads", 1));
    }

    private static Dataset<LogDensity> mnist(String part, int examples) throws IOException {
        String folder = System.getProperty("tribuogen.mnist");
        assumeTrue(
                folder != null && Files.isDirectory(Path.of(folder)),
                () -> "found -Dtribuogen.mnist=" + folder
                        + ", expected a folder with the data set's IDX files; skipped");
        return new MutableDataset<>(new IDXImageDataSource<>(
                Path.of(folder, part + "-images-idx3-ubyte.gz"),
                Path.of(folder, part + "-labels-idx1-ubyte.gz"),
                new LogDensityFactory(),
                new ExampleSelection().withMaxExamples(examples)));
    }
}
