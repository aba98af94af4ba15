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
import io.github.tribuogen.flow.bijection.Bijection.Image;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.flow.bijection.MaskedAutoregressive;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Activation;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.Arrays;

/**
 * Inverse autoregressive flows: each map standardises every coordinate by functions of those before it and of the encoder's
 * features, in one pass of a masked network; the order of the coordinates is reversed from map to map.
 *
 * <pre>
 * See: Kingma, Salimans, Jozefowicz, Chen, Sutskever and Welling, "Improved Variational Inference with Inverse Autoregressive
 * Flow", 2016.
 * </pre>
 */
public final class IAFPosterior extends FlowPosterior {
    @Config(description = "The number of maps, at least 1.")
    private int flows = 4;

    @Config(description = "The numbers of hidden units of each masked network, each at least 1.")
    private int[] hiddenSizes = {320, 320};

    @Config(description = "The activation of hidden units.")
    private Activation activation = new StandardActivation(StandardActivation.Function.ELU);

    /** Four maps with two hidden layers of 320 units. Also for OLCUT. */
    public IAFPosterior() {}

    /**
     * Inverse autoregressive flows with ELU units.
     *
     * @param flows The number of maps, at least 1.
     * @param hiddenSizes The numbers of hidden units of each masked network, each at least 1.
     */
    public IAFPosterior(int flows, int... hiddenSizes) {
        this.flows = flows;
        this.hiddenSizes = hiddenSizes.clone();
        postConfig();
    }

    @Override
    public void postConfig() {
        checkFlows(flows);
        network(0); // checks its sizes
    }

    private MaskedAutoregressive network(int k) {
        return new MaskedAutoregressive(activation, k % 2 == 1, hiddenSizes);
    }

    @Override
    int flows() {
        return flows;
    }

    @Override
    Image map(int k, ParameterScope scope, Tensor z, FlowContext context) {
        return network(k).forward(scope, z, context);
    }

    @Override
    public String toString() {
        return "IAFPosterior(flows=" + flows + ", hiddenSizes=" + Arrays.toString(hiddenSizes) + ", activation="
                + activation + ")";
    }
}
