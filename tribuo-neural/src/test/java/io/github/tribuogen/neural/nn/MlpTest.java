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
package io.github.tribuogen.neural.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.StandardActivation.Function;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MlpTest {
    private static Mlp[] all() {
        return new Mlp[] {
            new Mlp(),
            new Mlp(5, 4),
            new Mlp(new StandardActivation(Function.SWISH), 5, 4).withNormalisation(new LayerNormalisation()),
            new Mlp(new LearnedSwish(1.5, false, true), 5)
                    .withNormalisation(new BatchNormalisation())
                    .withDropout(0.25),
            new Mlp(6)
                    .withSpectralNorm()
                    .withInitialisers(new OrthogonalInitialiser(1.3), new ConstantInitialiser(0.1)),
        };
    }

    @Test
    @Tag("smoke")
    void equalsAPlainJavaReference() {
        try (Built b = Built.of((s, x) -> new Mlp(5).apply(s, x, 2), false, DType.FLOAT64, 1, 2, 2)) {
            double[] x = b.values.get("x").toDoubles();
            double[] w = b.values.get("layer/hidden0/linear/weight").toDoubles();
            double[] c = b.values.get("layer/hidden0/linear/bias").toDoubles();
            double[] v = b.values.get("layer/output/weight").toDoubles();
            double[] d = b.values.get("layer/output/bias").toDoubles();
            double[] expected = new double[(int) Built.BATCH * 2];
            for (int n = 0; n < Built.BATCH; n++) {
                for (int o = 0; o < 2; o++) {
                    double y = d[o];
                    for (int h = 0; h < 5; h++) {
                        double a = c[h];
                        for (int i = 0; i < 4; i++) {
                            a += x[n * 4 + i] * w[i * 5 + h];
                        }
                        y += (a > 0 ? a : 0.2 * a) * v[h * 2 + o];
                    }
                    expected[n * 2 + o] = y;
                }
            }
            assertArrayEquals(expected, b.y(), 1e-12);
        }
    }

    @Test
    void gradientsAgreeWithDifferences() {
        for (Mlp mlp : all()) {
            for (boolean training : new boolean[] {false, true}) {
                try (Built b = Built.of((s, x) -> mlp.apply(s, x, 3), training, DType.FLOAT64, 5, 4)) {
                    assertEquals("[batch, 3]", b.output.shape().toString());
                    if (!training || !mlp.toString().contains("spectralNorm=true")) {
                        // in training the power iteration moves with the weight, by design without gradient
                        b.checkGradients(1e-6);
                    }
                }
            }
        }
    }

    @Test
    void survivesConfigurationAndProvenance() {
        for (Mlp mlp : all()) {
            ConfigRoundTrip.check(mlp);
        }
    }

    @Test
    void twoUsesOfAScopeShareParameters() {
        Graph g = new Graph();
        Tensor x = g.input("x", DType.FLOAT32, Shape.batched("batch", 4));
        ParameterScope scope = ParameterScope.of(Variables.declaring(g, DType.FLOAT32));
        Tensor a = new Mlp(3).apply(scope.child("f"), x, 1);
        Tensor b = new Mlp(3).apply(scope.child("f"), x, 1);
        assertEquals(4, scope.parameters().size());
        assertEquals(a, b); // the same computation is the same node
        assertThrows(IllegalArgumentException.class, () -> new Mlp(4).apply(scope.child("f"), x, 1));
    }

    @Test
    void refusesBadSettingsAndInputs() {
        assertTrue(assertThrows(PropertyException.class, () -> new Mlp(3, 0))
                .getMessage()
                .contains("[3, 0]"));
        assertThrows(PropertyException.class, () -> new Mlp(3).withDropout(1));
        Graph g = new Graph();
        Tensor x = g.input("x", DType.FLOAT32, Shape.of(4));
        ParameterScope scope = ParameterScope.of(Variables.declaring(g, DType.FLOAT32));
        String message = assertThrows(IllegalArgumentException.class, () -> new Mlp(3).apply(scope.child("f"), x, 1))
                .getMessage();
        for (String part : List.of("Mlp", "'f'", "2 axes", "[4]")) {
            assertTrue(message.contains(part), message);
        }
    }
}
