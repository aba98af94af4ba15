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
package io.github.tribuogen.ebm.sampler;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Points uniform in a box: the paper's law, with the box [-1, 1] of scaled pixels. */
public final class UniformStart implements StartLaw {
    @Config(description = "The lower end of every coordinate, in the network's units.")
    private double low = -1;

    @Config(description = "The upper end of every coordinate, above the lower.")
    private double high = 1;

    /** The box [-1, 1]. Also for OLCUT. */
    public UniformStart() {}

    /**
     * A box.
     *
     * @param low The lower end of every coordinate.
     * @param high The upper end of every coordinate, above the lower.
     */
    public UniformStart(double low, double high) {
        this.low = low;
        this.high = high;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.finite("low", low);
        Require.that(high > low && Double.isFinite(high), "high", high, "a finite number above low = " + low);
    }

    @Override
    public Fitted fit(HostTensor points, int[] classes, int numClasses) {
        long[] shape = Arrays.copyOfRange(points.shape(), 1, points.shape().length);
        return new Box(low, high, shape);
    }

    private record Box(double low, double high, long[] pointShape) implements Fitted {
        @Override
        public HostTensor draw(SplittableRandom rng, int[] classes) {
            long[] shape = PointShapes.batch(classes.length, pointShape);
            float[] v = new float[PointShapes.elements(shape)];
            for (int i = 0; i < v.length; i++) {
                v[i] = (float) (low + (high - low) * rng.nextDouble());
            }
            return HostTensor.of(v, shape);
        }

        @Override
        public Tensor draw(ParameterScope scope, RandomStream random, Tensor classes) {
            long[] shape = PointShapes.batch(classes.shape().size(0), pointShape);
            return random.uniform(scope.dtype(), shape).mul(high - low).add(low);
        }
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "StartLaw");
    }

    @Override
    public String toString() {
        return "UniformStart(low=" + low + ", high=" + high + ")";
    }
}
