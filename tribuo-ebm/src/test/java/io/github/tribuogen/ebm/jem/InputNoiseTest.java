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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.ebm.GraphTests;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InputNoiseTest {
    /** Mean and deviation of 40,000 numbers, within five standard errors. */
    @Test
    void noiseHasTheDeviationAndNoMean() {
        double[] x = new double[40_000];
        Arrays.fill(x, 3);
        Graph g = new Graph();
        Tensor t = GraphTests.constant(g, x, 200, 200);
        double[] y = GraphTests.values(new InputNoise(0.5).apply(t, GraphTests.stream(g, 3)));
        double mean = Arrays.stream(y).average().orElseThrow();
        double square = Arrays.stream(y).map(v -> (v - 3) * (v - 3)).average().orElseThrow();
        assertEquals(3, mean, 5 * 0.5 / 200);
        assertEquals(0.5, Math.sqrt(square), 5 * 0.5 / (200 * Math.sqrt(2)));
    }

    @Test
    void refusesWhatIsNoDeviation() {
        assertThrows(PropertyException.class, () -> new InputNoise(0));
        assertThrows(PropertyException.class, () -> new InputNoise(Double.NaN));
    }
}
