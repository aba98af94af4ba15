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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.StandardActivation.Function;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NetworksTest {
    private static final Activation SMOOTH = new StandardActivation(Function.SOFTPLUS);

    /** Small networks with the shape of an example. */
    private static Map<Network, long[]> networks() {
        Map<Network, long[]> all = new LinkedHashMap<>();
        all.put(new ConvNet(new ConvLayer(2, 3, 1), new ConvLayer(3, 4, 2, 1)), new long[] {1, 4, 4});
        all.put(
                new ConvNet(new ConvLayer(2, 3, 1).withPooling(PoolingKind.MAX, 2), new ConvLayer(2, 1, 1))
                        .withActivation(SMOOTH)
                        .withNormalisation(new GroupNormalisation(1))
                        .withGlobalPooling()
                        .withHead(new Mlp(3)),
                new long[] {2, 4, 4});
        all.put(
                new ConvNet(new ConvLayer(2, 3, 1).withPooling(PoolingKind.AVERAGE, 3)).withDropout(0.2),
                new long[] {2, 6});
        all.put(new WideResNet(10, 1).withStemChannels(2), new long[] {1, 4, 4});
        all.put(
                new WideResNet(10, 1)
                        .withStemChannels(2)
                        .withNormalisation(new InstanceNormalisation())
                        .withActivation(SMOOTH)
                        .withDropout(0.3),
                new long[] {1, 8, 8});
        all.put(
                new WideResNet(10, 1).withStemChannels(2).withNormalisation(new BatchNormalisation()),
                new long[] {1, 4, 4});
        return all;
    }

    @Test
    void shapesAndGradients() {
        networks().forEach((n, example) -> {
            for (boolean training : new boolean[] {false, true}) {
                try (Built b = Built.of((s, x) -> n.apply(s, x, 3), training, DType.FLOAT64, 5, example)) {
                    assertEquals("[batch, 3]", b.output.shape().toString(), n.toString());
                    b.checkGradients(1e-5);
                }
            }
        });
    }

    @Test
    void surviveConfigurationAndProvenance() {
        networks().keySet().forEach(ConfigRoundTrip::check);
        ConfigRoundTrip.check(new ConvLayer(3, 5, 2, 0).withPooling(PoolingKind.MAX, 2));
        ConfigRoundTrip.check(new DcganGenerator());
        ConfigRoundTrip.check(new ResNetGenerator(8, new NoNormalisation(), SMOOTH).withActivation(SMOOTH));
        ConfigRoundTrip.check(new NetworkGenerator(new Mlp(3), SMOOTH));
    }

    private static long conv(long in, long out, long kernel) {
        return in * out * kernel * kernel + out;
    }

    @Test
    @Tag("smoke")
    void wideResNet28x10HasThePublishedNumberOfParameters() {
        long expected = conv(3, 16, 3);
        long in = 16;
        for (long c : new long[] {160, 320, 640}) {
            expected += conv(in, c, 3) + conv(c, c, 3) + conv(in, c, 1) + 3 * 2 * conv(c, c, 3);
            in = c;
        }
        expected += 640 * 10 + 10;
        assertEquals(36_472_000, expected, 10_000); // published as 36.47 million
        assertEquals(expected, ParameterCount.of(new WideResNet(), 10, 3, 32, 32));
        assertEquals(expected - 9 * 641, ParameterCount.of(new WideResNet(), 1, 3, 32, 32));
    }

    @Test
    void generatorsHaveTheAskedShapeAndPublishedSize() {
        Activation tanh = new StandardActivation(Function.TANH);
        // linear 128 to 4x4x256, three blocks of two convolutions, seven normalisations, the last convolution
        long expected = 129 * 16 * 256 + 6 * conv(256, 256, 3) + 7 * 512 + conv(256, 3, 3);
        ResNetGenerator big = new ResNetGenerator(256, new BatchNormalisation(), tanh);
        assertEquals(4_080_000, expected, 5_000); // published as 4.08 million
        assertEquals(expected, ParameterCount.of((s, z) -> big.apply(s, z, 3, 32, 32), 128));
        for (Generator g : new Generator[] {
            new DcganGenerator(2, new NoNormalisation(), tanh).withActivation(SMOOTH),
            new DcganGenerator(2, new BatchNormalisation(), tanh).withActivation(SMOOTH),
            new ResNetGenerator(2, new LayerNormalisation(), tanh).withActivation(SMOOTH),
            new NetworkGenerator(new Mlp(3), tanh)
        }) {
            for (long size : new long[] {7, 8, 12, 16}) {
                boolean training = size == 8;
                try (Built b = Built.of((s, z) -> g.apply(s, z, 1, size, size), training, DType.FLOAT64, 5, 3)) {
                    assertEquals(
                            "[batch, 1, " + size + ", " + size + "]",
                            b.output.shape().toString());
                    b.checkGradients(1e-5);
                }
            }
        }
        assertThrows(IllegalArgumentException.class, () -> ParameterCount.of((s, z) -> big.apply(s, z, 1, 3, 8), 4));
        assertThrows(IllegalArgumentException.class, () -> ParameterCount.of((s, z) -> big.apply(s, z, 8), 4));
    }

    @Test
    void wideResNetRunsInSinglePrecision() {
        WideResNet n = new WideResNet(10, 1);
        try (Built b = Built.of((s, x) -> n.apply(s, x, 10), true, DType.FLOAT32, 5, 3, 32, 32)) {
            Map<String, HostTensor> r = b.run();
            assertEquals(30, r.get("y").size());
            double norm = 0;
            for (double d : r.get("grad/layer/stem/weight").toDoubles()) {
                norm += d * d;
            }
            assertTrue(norm > 0 && Double.isFinite(norm));
        }
    }

    @Test
    void refuseBadSettingsAndInputs() {
        assertTrue(assertThrows(PropertyException.class, () -> new WideResNet(12, 1))
                .getMessage()
                .contains("12"));
        assertThrows(PropertyException.class, () -> new WideResNet(10, 0));
        assertThrows(PropertyException.class, ConvNet::new);
        assertThrows(PropertyException.class, () -> new ConvLayer(0, 3, 1));
        refused(new WideResNet(10, 1), "[batch, channels, height, width]", 64);
        refused(new ConvNet(new ConvLayer(2, 3, 1)), "1 to 3 spatial axes", 64);
    }

    private static void refused(Network n, String part, long... example) {
        Graph g = new Graph();
        Tensor x = g.input("x", DType.FLOAT32, Shape.batched("batch", example));
        ParameterScope scope =
                ParameterScope.of(Variables.declaring(g, DType.FLOAT32)).child("f");
        String message = assertThrows(IllegalArgumentException.class, () -> n.apply(scope, x, 2))
                .getMessage();
        assertTrue(message.contains(part) && message.contains("[batch, 64]"), message);
    }
}
