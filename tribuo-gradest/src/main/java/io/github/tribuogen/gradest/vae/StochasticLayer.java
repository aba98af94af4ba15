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
package io.github.tribuogen.gradest.vae;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.gradest.estimator.GradientEstimator;
import io.github.tribuogen.gradest.law.Bernoulli;
import io.github.tribuogen.gradest.law.Categorical;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import java.util.List;

/** A layer of discrete codes: their law, the networks from below and to below, and the estimator of their gradient. */
public final class StochasticLayer implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(description = "The number of codes, at least 1.")
    private int size = 200;

    @Config(
            description =
                    "The number of choices of a code: at least 2 if the law is one of choices; 1 for zeros and ones.")
    private int classes = 1;

    @Config(description = "The law of the codes.")
    private DiscreteLaw law = new Bernoulli();

    @Config(description = "Maps what is below, the observation or the codes there, to logits; linear by default.")
    private Network encoder = new Mlp();

    @Config(description = "Maps the codes to the numbers of the law below; linear by default.")
    private Network decoder = new Mlp();

    @Config(
            description =
                    "Estimates the gradient of the bound by the logits; without one it is the one recommended for the law.")
    private GradientEstimator estimator = null;

    /** 200 zeros and ones, linear maps, the estimator recommended for them. Also for OLCUT. */
    public StochasticLayer() {}

    /**
     * A layer of zeros and ones.
     *
     * @param size The number of codes, at least 1.
     * @param encoder Maps what is below to logits.
     * @param decoder Maps the codes to the numbers of the law below.
     * @param estimator Estimates the gradient of the bound by the logits.
     */
    public StochasticLayer(int size, Network encoder, Network decoder, GradientEstimator estimator) {
        this.size = size;
        this.encoder = encoder;
        this.decoder = decoder;
        this.estimator = estimator;
        postConfig();
    }

    /**
     * A layer of zeros and ones with the estimator recommended for them.
     *
     * @param size The number of codes, at least 1.
     * @param encoder Maps what is below to logits.
     * @param decoder Maps the codes to the numbers of the law below.
     */
    public StochasticLayer(int size, Network encoder, Network decoder) {
        this(size, encoder, decoder, null);
    }

    /**
     * The same layer with choices instead of zeros and ones.
     *
     * @param k The number of choices of a code, at least 2.
     * @return A changed copy.
     */
    public StochasticLayer ofChoices(int k) {
        StochasticLayer l = new StochasticLayer(size, encoder, decoder, estimator);
        l.classes = k;
        l.law = new Categorical();
        l.postConfig();
        return l;
    }

    @Override
    public void postConfig() {
        Require.atLeast("size", size, 1);
        boolean choices = law instanceof Categorical;
        if (choices ? classes < 2 : classes != 1) {
            throw new PropertyException(
                    "", "classes", "found " + classes + ", expected " + (choices ? "at least 2" : "1") + " for " + law);
        }
    }

    DiscreteLaw law() {
        return law;
    }

    GradientEstimator estimator() {
        return estimator == null ? GradientEstimator.recommendedFor(law) : estimator;
    }

    Network encoder() {
        return encoder;
    }

    Network decoder() {
        return decoder;
    }

    /** The shape of a row's logits and codes. */
    long[] shape() {
        return classes == 1 ? new long[] {size} : new long[] {size, classes};
    }

    /** How many numbers a row's logits and codes are. */
    int width() {
        return size * classes;
    }

    /** Numbers [B, width] in the layer's shape. */
    Tensor shaped(Tensor rows) {
        return classes == 1
                ? rows
                : rows.reshape(Shape.of(List.of(rows.shape().dim(0), Dim.of(size), Dim.of(classes))));
    }

    /** Codes as networks read them, [B, width]: -1 and 1, or one-hot. */
    Tensor read(Tensor codes) {
        return classes == 1 ? codes.mul(2).sub(1) : codes.flatten(1);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "StochasticLayer");
    }

    @Override
    public String toString() {
        return "StochasticLayer(size=" + size + ", classes=" + classes + ", law=" + law + ", encoder=" + encoder
                + ", decoder=" + decoder + ", estimator=" + estimator() + ")";
    }
}
