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
package io.github.tribuogen.flow.vae;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;
import java.util.List;

/**
 * Linear layers each of whose outputs is multiplied by a gate, {@code (W h + b) sigmoid(V h + c)}: an encoder or decoder for
 * small experiments. An encoder's last layer is gated too, a decoder's is not. Takes [batch, ...]; all axes but the first are
 * merged into one.
 */
public final class GatedMlp implements Network {
    @Config(description = "The numbers of hidden units, layer by layer, each at least 1.")
    private int[] hiddenSizes = {300};

    @Config(description = "Has the last layer a gate? True for an encoder, false for a decoder.")
    private boolean gatedOutput = true;

    /** An encoder with one hidden layer of 300 units. Also for OLCUT. */
    public GatedMlp() {}

    private GatedMlp(boolean gatedOutput, int... hiddenSizes) {
        this.hiddenSizes = hiddenSizes.clone();
        this.gatedOutput = gatedOutput;
        postConfig();
    }

    /**
     * A network whose last layer is gated.
     *
     * @param hiddenSizes The numbers of hidden units, each at least 1.
     * @return The network.
     */
    public static GatedMlp encoder(int... hiddenSizes) {
        return new GatedMlp(true, hiddenSizes);
    }

    /**
     * A network whose last layer is linear.
     *
     * @param hiddenSizes The numbers of hidden units, each at least 1.
     * @return The network.
     */
    public static GatedMlp decoder(int... hiddenSizes) {
        return new GatedMlp(false, hiddenSizes);
    }

    @Override
    public void postConfig() {
        if (Arrays.stream(hiddenSizes).anyMatch(h -> h < 1)) {
            throw new PropertyException(
                    "", "hiddenSizes", "found " + Arrays.toString(hiddenSizes) + ", expected numbers of at least 1");
        }
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x, long outputs) {
        Tensor h = x.flatten(1);
        for (int i = 0; i < hiddenSizes.length; i++) {
            h = gated(scope.child("hidden" + i), h, hiddenSizes[i]);
        }
        ParameterScope last = scope.child("output");
        return gatedOutput ? gated(last, h, outputs) : Linear.to(outputs).apply(last, h);
    }

    private static Tensor gated(ParameterScope scope, Tensor h, long outputs) {
        List<Tensor> parts = Linear.to(2 * outputs).apply(scope, h).split(1, outputs, outputs);
        return parts.get(0).mul(parts.get(1).sigmoid());
    }

    @Override
    public String toString() {
        return "GatedMlp(hiddenSizes=" + Arrays.toString(hiddenSizes) + ", gatedOutput=" + gatedOutput + ")";
    }
}
