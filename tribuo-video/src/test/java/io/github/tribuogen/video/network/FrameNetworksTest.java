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
package io.github.tribuogen.video.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.nn.ParameterCount;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.test.Helpers;

class FrameNetworksTest {
    /** The paper's network at eight features. */
    @Test
    void parametersAreAsMany() {
        assertEquals(822_624, ParameterCount.of(new FrameConvEncoder(), 16, 1, 64, 64));
        FrameConvDecoder decoder = new FrameConvDecoder();
        assertEquals(824_401, ParameterCount.of((scope, z) -> decoder.apply(scope, z, 1, 64, 64), 8));
    }

    @Test
    void anySizeAndColour() {
        FrameConvDecoder decoder = new FrameConvDecoder(5, 2, 3);
        for (long[] size : new long[][] {{3, 13, 10}, {1, 8, 8}, {3, 7, 30}}) {
            assertTrue(ParameterCount.of(new FrameConvEncoder(5, 2, 3), 4, size) > 0);
            ParameterCount.of(
                    (scope, z) -> {
                        var y = decoder.apply(scope, z, size);
                        for (int i = 0; i < 3; i++) {
                            assertEquals(size[i], y.shape().size(i + 1));
                        }
                        return y;
                    },
                    4);
        }
    }

    /** 17 weights and a bias for each of 8 numbers a patch, then the layers. */
    @Test
    void patches() {
        assertEquals(
                8 * 17 + 2049 * 256 + 257 * 256 + 257 * 16, ParameterCount.of(new FramePatchEncoder(), 16, 1, 64, 64));
        FramePatchDecoder decoder = new FramePatchDecoder();
        assertEquals(
                9 * 256 + 257 * 256 + 257 * 2048 + 9 * 16,
                ParameterCount.of((scope, z) -> decoder.apply(scope, z, 1, 64, 64), 8));
        ParameterCount.of(
                (scope, z) -> {
                    var y = new FramePatchDecoder(3, 2, 5).apply(scope, z, 3, 9, 12);
                    assertEquals(
                            List.of(3L, 9L, 12L),
                            List.of(
                                    y.shape().size(1),
                                    y.shape().size(2),
                                    y.shape().size(3)));
                    return y;
                },
                4);
        for (org.junit.jupiter.api.function.Executable odd : List.<org.junit.jupiter.api.function.Executable>of(
                () -> ParameterCount.of(new FramePatchEncoder(), 16, 1, 64, 30),
                () -> ParameterCount.of((scope, z) -> decoder.apply(scope, z, 1, 30, 64), 8))) {
            String message = assertThrows(IllegalArgumentException.class, odd).getMessage();
            assertTrue(message.contains("multiples of 4") && message.contains("30"), message);
        }
    }

    @Test
    void profiles() {
        FrameProfileDecoder decoder = new FrameProfileDecoder();
        assertEquals(
                9 * 256 + 257 * 256 + 257 * 16 * 128,
                ParameterCount.of((scope, z) -> decoder.apply(scope, z, 1, 64, 64), 8));
        ParameterCount.of(
                (scope, z) -> {
                    var y = new FrameProfileDecoder(2, 5).apply(scope, z, 3, 7, 11);
                    assertEquals(
                            List.of(3L, 7L, 11L),
                            List.of(
                                    y.shape().size(1),
                                    y.shape().size(2),
                                    y.shape().size(3)));
                    return y;
                },
                4);
    }

    /** A tenth of what layers of the same sizes have on all of the 64x64 pixels. */
    @Test
    void glimpses() {
        assertEquals(
                257 * 64 + 65 * 4 + (256 + 64 + 4 + 1) * 256 + (256 + 4 + 1) * 16,
                ParameterCount.of(new FrameGlimpseEncoder(), 16, 1, 64, 64));
        FrameGlimpseDecoder decoder = new FrameGlimpseDecoder();
        assertEquals(
                9 * 64 + 65 * 5 + 9 * 256 + 257 * 256 + 64 * 64,
                ParameterCount.of((scope, z) -> decoder.apply(scope, z, 1, 64, 64), 8));
        assertTrue(ParameterCount.of(new FrameGlimpseEncoder(3, 2, 4, 0.5, 5), 4, 3, 7, 11) > 0);
        ParameterCount.of(
                (scope, z) -> {
                    var y = new FrameGlimpseDecoder(2, 4, 0.5, 5).apply(scope, z, 3, 7, 11);
                    assertEquals(
                            List.of(3L, 7L, 11L),
                            List.of(
                                    y.shape().size(1),
                                    y.shape().size(2),
                                    y.shape().size(3)));
                    return y;
                },
                4);
    }

    @Test
    void badSettingsAreNamed() {
        named("coarse", () -> new FrameGlimpseEncoder(1, 2, 4, 0.5, 5));
        named("whereUnits", () -> new FrameGlimpseEncoder(2, 0, 4, 0.5, 5));
        named("glimpse", () -> new FrameGlimpseEncoder(2, 2, 1, 0.5, 5));
        named("share", () -> new FrameGlimpseDecoder(2, 4, 0, 5));
        named("share", () -> new FrameGlimpseDecoder(2, 4, 1.5, 5));
        named("hiddenSizes", () -> new FrameGlimpseDecoder(2, 4, 0.5));
        named("hiddenSizes", () -> new FrameGlimpseEncoder(2, 2, 4, 0.5, 0));
        Helpers.testConfigurableRoundtrip(new FrameGlimpseEncoder(3, 2, 4, 0.5, 5));
        Helpers.testConfigurableRoundtrip(new FrameGlimpseDecoder(2, 4, 0.5, 5));
        named("rank", () -> new FrameProfileDecoder(0, 3));
        named("hiddenSizes", () -> new FrameProfileDecoder(2));
        Helpers.testConfigurableRoundtrip(new FrameProfileDecoder(2, 7));
        named("patch", () -> new FramePatchEncoder(0, 2, new FrameMlp()));
        named("channels", () -> new FramePatchDecoder(2, 0, 3));
        named("hiddenSizes", () -> new FramePatchDecoder(2, 1, 0));
        Helpers.testConfigurableRoundtrip(new FramePatchEncoder(2, 3, new FrameMlp(7)));
        Helpers.testConfigurableRoundtrip(new FramePatchDecoder(2, 3, 7));
        named("channels", () -> new FrameConvEncoder(5, 2, 0));
        named("channels", () -> new FrameConvDecoder(5));
        named("hidden", () -> new FrameConvEncoder(0, 2));
        named("hiddenSizes", () -> new FrameMlp(3, 0));
        Helpers.testConfigurableRoundtrip(new FrameConvEncoder(5, 2, 3));
        Helpers.testConfigurableRoundtrip(new FrameConvDecoder(5, 2, 3));
        Helpers.testConfigurableRoundtrip(new FrameMlp(7));
    }

    private static void named(String field, org.junit.jupiter.api.function.Executable e) {
        assertEquals(field, assertThrows(PropertyException.class, e).getProperty());
    }
}
