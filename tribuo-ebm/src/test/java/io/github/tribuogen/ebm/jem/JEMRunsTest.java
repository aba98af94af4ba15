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
package io.github.tribuogen.ebm.jem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.sampler.ReplayBuffer;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.progress.ProgressListener;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.DivergenceGuard;
import io.github.tribuogen.neural.runtime.TrainingDivergedException;
import io.github.tribuogen.neural.runtime.TrainingInterruptedException;
import io.github.tribuogen.neural.runtime.TrainingLoop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Dataset;
import org.tribuo.classification.Label;

/** Runs of the JEM trainer that stop, go on elsewhere, or go wrong. */
class JEMRunsTest {
    private static final Dataset<Label> DATA = Clusters.draw(120, 1, 3);

    private static JEMTrainer.Builder builder(UnaryOperator<TrainingSettings.Builder> change) {
        return JEMTrainer.builder(new Mlp(8), new Adam(1e-2))
                .sampler(LangevinSampler.sgld(3, 0.05, 0.1))
                .memory(new ReplayBuffer(20, 0.1))
                .averaging(new WeightAveraging(0.9, true))
                .settings(change.apply(TrainingSettings.builder()
                                .batchSize(16)
                                .steps(40)
                                .stepsPerRun(5)
                                .device(Device.cpu(1))
                                .showProgress(false))
                        .build())
                .seed(3);
    }

    /** Trains for a number of steps with checkpoints; arguments: folder, steps. */
    static final class Main {
        public static void main(String[] args) {
            builder(b -> b.steps(Long.parseLong(args[1])).checkpoints(Path.of(args[0]), 1000, true))
                    .build()
                    .train(DATA)
                    .close();
        }
    }

    /** N steps there and M here are N + M steps: weights, moments, average, replay buffer and its ages. */
    @Test
    void continuesInANewProcessToTheBit(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output.txt");
        Process p = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        folder.toString(),
                        "17")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(p.waitFor(180, TimeUnit.SECONDS), "the process hangs");
        } finally {
            p.destroyForcibly();
        }
        assertEquals(0, p.exitValue(), Files.readString(output));
        try (JEMModel continued =
                        builder(b -> b.checkpoints(folder, 1000, true)).build().train(DATA);
                JEMModel whole = builder(b -> b).build().train(DATA)) {
            assertEquals(17, continued.trainingHistory().curves().get("loss").steps()[0]);
            assertEquals(whole.weights(), continued.weights());
            assertArrayEquals(whole.replayBuffer(), continued.replayBuffer());
        }
    }

    @Test
    void anInterruptStopsWithinOneRunAndLeavesACheckpoint(@TempDir Path folder) {
        JEMTrainer trainer = builder(b -> b.checkpoints(folder, 1000, true)).build();
        trainer.setProgressListener(new ProgressListener() {
            @Override
            public void started(String task, long totalSteps) {}

            @Override
            public void progressed(long step, Map<String, Double> metrics, double stepsPerSecond) {
                if (step >= 12) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void finished(long step, Map<String, Double> metrics) {}
        });
        TrainingInterruptedException e = assertThrows(TrainingInterruptedException.class, () -> trainer.train(DATA));
        assertTrue(Thread.interrupted(), "the flag is kept");
        assertTrue(e.getMessage().contains("step 15"), e.getMessage());
        try (JEMModel resumed =
                        builder(b -> b.checkpoints(folder, 1000, true)).build().train(DATA);
                JEMModel whole = builder(b -> b).build().train(DATA)) {
            assertEquals(15, resumed.trainingHistory().curves().get("loss").steps()[0]);
            assertEquals(whole.weights(), resumed.weights());
        }
    }

    /** The model computes with the averaged weights; an average of decay 0 is the last weights. */
    @Test
    void theModelHasTheAveragedWeights() {
        float[][] x = {{-2, 0}, {1, 1}};
        try (JEMModel last = builder(b -> b).averaging(null).build().train(DATA);
                JEMModel same = builder(b -> b)
                        .averaging(new WeightAveraging(0, true))
                        .build()
                        .train(DATA);
                JEMModel averaged = builder(b -> b).build().train(DATA)) {
            assertArrayEquals(last.logits(x), same.logits(x));
            assertEquals(
                    last.weights().get("chains/samples"), averaged.weights().get("chains/samples"), "equal training");
            String bias = "network/output/bias";
            assertNotEquals(last.weights().get(bias), averaged.weights().get(bias));
            assertTrue(Math.abs(last.logDensity(x)[0] - averaged.logDensity(x)[0]) > 1e-3);
        }
    }

    /** A gap that runs away is told in log and provenance, and the model that comes out is finite. */
    @Test
    void aRollbackIsLoggedAndPartOfTheProvenance() {
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord r) {
                log.add(r.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(TrainingLoop.class.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try (JEMModel m = runaway(new DivergenceGuard(20, 0.2, 10)).train(DATA)) {
            Map<String, ?> facts = m.getProvenance().getInstanceProvenance().getMap();
            assertTrue(facts.get("rollbacks").toString().matches("\\D*[1-9]\\d*\\D*"), facts.toString());
            String first = facts.get("rollback-0").toString();
            assertTrue(first.contains("gap beyond 5") && first.contains("rate"), first);
            assertTrue(log.stream().anyMatch(l -> l.contains("diverged") && l.contains("gap beyond 5")), log::toString);
            for (HostTensor w : m.weights().values()) {
                for (double v : w.toDoubles()) {
                    assertTrue(Double.isFinite(v));
                }
            }
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }

    @Test
    void aRunThatCannotBeSavedGivesNoModel() {
        TrainingDivergedException e =
                assertThrows(TrainingDivergedException.class, () -> runaway(new DivergenceGuard(0, 0.2, 10))
                        .train(DATA));
        assertTrue(e.getMessage().contains("gap beyond 5"), e.getMessage());
    }

    private static JEMTrainer runaway(DivergenceGuard guard) {
        return JEMTrainer.builder(new Mlp(8), new Adam(1))
                .sampler(LangevinSampler.sgld(5, 0.1, 0.05))
                .memory(new ReplayBuffer(20, 0.1))
                .objective(new JEMObjective().withBounds(1e8, 5))
                .settings(TrainingSettings.builder()
                        .batchSize(16)
                        .steps(100)
                        .stepsPerRun(10)
                        .guard(guard)
                        .device(Device.cpu(1))
                        .showProgress(false)
                        .build())
                .seed(3)
                .build();
    }
}
