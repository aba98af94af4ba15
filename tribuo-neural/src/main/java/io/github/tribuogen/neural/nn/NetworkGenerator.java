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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Arrays;

/** A generator of examples of any shape: a network of as many outputs as an example has elements. */
public final class NetworkGenerator implements Generator {
    @Config(mandatory = true, description = "The network, which takes [batch, z].")
    private Network network;

    @Config(description = "What keeps the outputs in the range of the data.")
    private Activation outputActivation = new StandardActivation(StandardActivation.Function.IDENTITY);

    /** For OLCUT. */
    private NetworkGenerator() {}

    /**
     * A generator.
     *
     * @param network The network, which takes [batch, z].
     * @param outputActivation What keeps the outputs in the range of the data.
     */
    public NetworkGenerator(Network network, Activation outputActivation) {
        this.network = network;
        this.outputActivation = outputActivation;
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor latent, long... example) {
        Tensor y = network.apply(scope.child("network"), latent, Draws.count(example));
        long[] sizes = new long[example.length + 1];
        sizes[0] = -1;
        System.arraycopy(example, 0, sizes, 1, example.length);
        if (Arrays.stream(example).anyMatch(s -> s < 1)) {
            throw new IllegalArgumentException(
                    "NetworkGenerator: extents of at least 1 expected, found " + Arrays.toString(example));
        }
        return outputActivation.apply(scope.child("outputActivation"), y.reshape(sizes));
    }

    @Override
    public String toString() {
        return "NetworkGenerator(network=" + network + ", outputActivation=" + outputActivation + ")";
    }
}
