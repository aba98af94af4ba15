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
package io.github.tribuogen.ebm.vera;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.function.UnaryOperator;

/**
 * Virtual adversarial training: the prediction at a point should change little in the direction in which it changes most.
 *
 * <pre>
 *   loss = mean KL( p(.|x) || p(.|x + r) ),   r = radius u / |u|,   u = grad_v KL( p(.|x) || p(.|x + probe v / |v|) )
 * </pre>
 *
 * <p>with a random direction v and p(.|x) held constant. Needs no labels.
 *
 * <p>See:
 *
 * <pre>
 * T. Miyato, S. Maeda, M. Koyama, S. Ishii
 * "Virtual Adversarial Training: A Regularization Method for Supervised and Semi-Supervised Learning"
 * IEEE Transactions on Pattern Analysis and Machine Intelligence 41, 2019.
 * </pre>
 */
public final class VirtualAdversarial implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(description = "The weight of the loss, above 0.")
    private double weight = 1;

    @Config(description = "The length of the change r, in units of preprocessed points, above 0.")
    private double radius = 3;

    @Config(description = "The length of the change by which the direction is found, above 0.")
    private double probe = 10;

    /** Weight 1, radius 3, probe 10. Also for OLCUT. */
    public VirtualAdversarial() {}

    /**
     * Virtual adversarial training.
     *
     * @param weight The weight of the loss, above 0.
     * @param radius The length of the change, in units of preprocessed points, above 0.
     * @param probe The length of the change by which the direction is found, above 0.
     */
    public VirtualAdversarial(double weight, double radius, double probe) {
        this.weight = weight;
        this.radius = radius;
        this.probe = probe;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("weight", weight);
        Require.positive("radius", radius);
        Require.positive("probe", probe);
    }

    double weight() {
        return weight;
    }

    /**
     * The loss without its weight.
     *
     * @param classifier Maps points to logits.
     * @param x The points, [B, ...].
     * @param logits Their logits, [B, K].
     * @param random The source of directions.
     * @return A scalar.
     */
    Tensor loss(UnaryOperator<Tensor> classifier, Tensor x, Tensor logits, RandomStream random) {
        Tensor flat = x.flatten(1).stopGradient();
        Tensor p = logits.stopGradient();
        Tensor v = random.uniformLike(flat).sub(0.5);
        Tensor start = unit(v).mul(probe).stopGradient();
        Tensor probed = divergence(p, classifier.apply(flat.add(start).reshapeLike(x)));
        Tensor r = unit(Gradients.grad(probed.sum(), start)).mul(radius).stopGradient();
        return divergence(p, classifier.apply(flat.add(r).reshapeLike(x))).mean();
    }

    /** KL(p || q) of the classes by logits, [B]. */
    private static Tensor divergence(Tensor p, Tensor q) {
        Tensor logP = p.logSoftmax(1);
        return logP.exp().mul(logP.sub(q.logSoftmax(1))).sum(1);
    }

    /** Rows of length 1, [B, D]; a row of zeros stays. */
    private static Tensor unit(Tensor rows) {
        Tensor scaled = rows.div(rows.abs().reduceMaxKeepDims(1).max(rows.scalar(1e-30)));
        return scaled.div(scaled.square().sumKeepDims(1).sqrt().max(rows.scalar(1e-12)));
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "VirtualAdversarial");
    }

    @Override
    public String toString() {
        return "VirtualAdversarial(weight=" + weight + ", radius=" + radius + ", probe=" + probe + ")";
    }
}
