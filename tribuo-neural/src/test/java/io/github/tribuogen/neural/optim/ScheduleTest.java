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
package io.github.tribuogen.neural.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConfigRoundTrip;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Schedule[] ALL = {
        new ConstantSchedule(0.7),
        new WarmUpSchedule(4),
        new WarmUpSchedule(0),
        new WarmUpSchedule(3, new StepSchedule(0.3, 2, 6)),
        new StepSchedule(0.3, 160, 180),
        new StepSchedule(0.5),
        new CosineSchedule(10, 0.1),
        new ExponentialSchedule(0.5, 7),
        new LinearSchedule(2, -1, 6)
    };

    @Test
    void graphsGiveTheJavaValues() {
        Graph g = new Graph();
        Tensor i = g.input("i", DType.INT64, Shape.SCALAR);
        Map<String, Tensor> out = new LinkedHashMap<>();
        for (int k = 0; k < ALL.length; k++) {
            out.put("d" + k, ALL[k].value(i, DType.FLOAT64));
            out.put("f" + k, ALL[k].value(i, DType.FLOAT32));
        }
        try (Executable e = Executable.compile(new GraphFunction("schedules", Map.of("i", i), out), Device.cpu(1))) {
            for (long step : new long[] {0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 159, 160, 180, 1_000_000}) {
                Map<String, HostTensor> r = e.run(Map.of("i", HostTensor.scalar(step)));
                for (int k = 0; k < ALL.length; k++) {
                    String at = ALL[k] + " at " + step;
                    assertEquals(ALL[k].value(step), r.get("d" + k).item(), 1e-12, at);
                    assertEquals(ALL[k].value(step), r.get("f" + k).item(), 1e-6, at);
                }
            }
        }
    }

    @Test
    void valuesAtLandmarks() {
        assertEquals(0, new WarmUpSchedule(1000).value(0));
        assertEquals(1, new WarmUpSchedule(1000).value(1000));
        assertEquals(0.3, ALL[4].value(160), 1e-15);
        assertEquals(0.09, ALL[4].value(180), 1e-15);
        assertEquals(1, ALL[4].value(159), 1e-15);
        assertEquals(0.55, ALL[6].value(5), 1e-15);
        assertEquals(0.1, ALL[6].value(100), 1e-15);
        assertEquals(0.25, ALL[7].value(14), 1e-15);
        assertEquals(0.5, ALL[8].value(3), 1e-15);
    }

    @Test
    void surviveConfigurationAndRefuseNonsense() {
        for (Schedule s : ALL) {
            ConfigRoundTrip.check(s);
        }
        assertThrows(PropertyException.class, () -> new StepSchedule(0, 1));
        assertThrows(PropertyException.class, () -> new StepSchedule(0.5, -1));
        assertThrows(PropertyException.class, () -> new CosineSchedule(0, 0));
        assertThrows(PropertyException.class, () -> new WarmUpSchedule(-1));
        assertThrows(PropertyException.class, () -> new ConstantSchedule(Double.NaN));
        assertThrows(PropertyException.class, () -> new LinearSchedule(0, 1, 0));
        assertThrows(PropertyException.class, () -> new ExponentialSchedule(-1, 1));
    }
}
