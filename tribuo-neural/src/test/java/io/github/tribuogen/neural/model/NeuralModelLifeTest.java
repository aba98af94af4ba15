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
package io.github.tribuogen.neural.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.testing.ReproductionHelper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Model;
import org.tribuo.Output;

/** Copies, devices, concurrency and the end of a neural model. */
class NeuralModelLifeTest {
    static List<Subject<?>> subjects() {
        return Subject.all();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void aCopyOutlivesTheModelAndTheModelItsCopy(Subject<T> s) {
        NeuralModel<T> m = s.trainer().train(s.train());
        m.setBatchSize(3);
        double[] expected = Subject.numbers(m.predict(s.test()));
        NeuralModel<T> copy = (NeuralModel<T>) m.copy();
        NeuralModel<T> brief = (NeuralModel<T>) m.copy();
        assertNotSame(m, copy);
        assertEquals(3, copy.getBatchSize());
        brief.predict(s.test());
        brief.close();
        assertArrayEquals(expected, Subject.numbers(m.predict(s.test())));
        m.close();
        assertArrayEquals(expected, Subject.numbers(copy.predict(s.test())));
        assertEquals(m.serialize(), copy.serialize());
        copy.close();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void aClosedModelRefusesToPredictButCanBeSaved(Subject<T> s) throws Exception {
        NeuralModel<T> m = s.trainer().train(s.train());
        var expected = m.predict(s.test());
        m.close();
        m.close();
        for (org.junit.jupiter.api.function.Executable e : List.<org.junit.jupiter.api.function.Executable>of(
                () -> m.predict(s.test()),
                () -> m.predict(s.test().get(0)),
                () -> m.map(NeuralModel.PREDICT, NeuralModel.OUTPUT, m.toRows(s.test())),
                () -> m.setDevice(Device.cpu(1)))) {
            String message = assertThrows(IllegalStateException.class, e).getMessage();
            assertTrue(message.contains("closed"), message);
        }
        try (NeuralModel<T> read =
                (NeuralModel<T>) Model.deserialize(m.serialize()).castModel(s.type())) {
            ReproductionHelper.assertIdentical(expected, read.predict(s.test()));
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void predictsConcurrentlyEvenWhileItsDeviceChanges(Subject<T> s) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (NeuralModel<T> m = s.trainer().train(s.train())) {
            double[] expected = Subject.numbers(m.predict(s.test()));
            List<Future<?>> work = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                work.add(pool.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        assertArrayEquals(expected, Subject.numbers(m.predict(s.test())), 1e-6);
                    }
                }));
            }
            work.add(pool.submit(() -> {
                for (int i = 0; i < 20; i++) {
                    m.setDevice(Device.cpu(1 + i % 2));
                }
            }));
            for (Future<?> f : work) {
                f.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void aMissingGpuIsNamedAndTheModelStaysWhereItWas(Subject<T> s) {
        assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA));
        Device gpu = new Device(Device.Provider.CUDA, 0, 1, false);
        Throwable training = assertThrows(
                IllegalStateException.class, () -> s.trainer(b -> b.device(gpu)).train(s.train()));
        try (NeuralModel<T> m = s.trainer().train(s.train())) {
            double[] expected = Subject.numbers(m.predict(s.test()));
            Throwable moving = assertThrows(IllegalStateException.class, () -> m.setDevice(gpu));
            for (Throwable t : List.of(training, moving)) {
                assertTrue(
                        t.getMessage().contains("CUDA 0 is not available")
                                && t.getMessage().contains("expected one of")
                                && t.getMessage().contains("fallBack"),
                        t.getMessage());
            }
            assertArrayEquals(expected, Subject.numbers(m.predict(s.test())));
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void fallsBackToTheCpuWithAWarningIfAsked(Subject<T> s) {
        assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA));
        Logger logger = Logger.getLogger(Device.class.getName());
        List<String> warnings = java.util.Collections.synchronizedList(new ArrayList<>());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord r) {
                warnings.add(new java.util.logging.SimpleFormatter().formatMessage(r));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try (NeuralModel<T> m = s.trainer(b -> b.device(new Device(Device.Provider.CUDA, 0, 1, true)))
                        .train(s.train());
                NeuralModel<T> cpu = s.trainer().train(s.train())) {
            assertEquals(cpu.weights(), m.weights());
            assertArrayEquals(Subject.numbers(cpu.predict(s.test())), Subject.numbers(m.predict(s.test())));
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertTrue(warnings.stream().anyMatch(w -> w.contains("CUDA 0 is not available")), warnings.toString());
    }
}
