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

import static io.github.tribuogen.ebm.energy.JointEnergy.crossEntropy;
import static io.github.tribuogen.ebm.energy.JointEnergy.logMarginal;
import static io.github.tribuogen.ebm.energy.JointEnergy.ofClass;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * What JEM minimises, a sum of three weighted terms and a penalty:
 *
 * <pre>
 *   L = wX  ( mean LSE(f(xq)) - mean LSE(f(xd)) )        - log p(x)
 *     + wYX   mean CE(f(xl), yl)                         - log p(y|x)
 *     + wXY ( mean f_yl(xj) - mean f_yl(xl) )            - log p(x, y)
 *     + c   ( mean LSE(f(xd))^2 + mean LSE(f(xq))^2 )
 * </pre>
 *
 * xd is a batch of data, xl with classes yl a batch of labelled data, xq the ends of chains on p(x), xj those of chains on
 * p(x|yl). A term of weight zero is not computed, its chains included. The factored objective of the paper is wX = wYX = 1,
 * wXY = 0; the joint one wXY = 1 alone.
 *
 * <p>The penalty fixes the scale and the free constant of LSE, which drift otherwise and make the sampler's step too large
 * or too small; where wX = 0 it is on f_yl(xl) and f_yl(xj) instead.
 */
public final class JEMObjective implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(description = "The weight wX of -log p(x), at least 0.")
    private double marginalWeight = 1;

    @Config(description = "The weight wYX of the cross-entropy -log p(y|x), at least 0.")
    private double conditionalWeight = 1;

    @Config(description = "The weight wXY of -log p(x, y), at least 0.")
    private double jointWeight = 0;

    @Config(description = "The weight c of the energy penalty, at least 0; 0.05 to 0.1 makes training stabler.")
    private double energyPenalty = 0;

    @Config(description = "Run the chains of log p(x) on p(x|y) with uniform classes y?")
    private boolean classConditionalChains = false;

    @Config(description = "Training has diverged where the loss exceeds this in size; above 0.")
    private double maxLoss = 1e8;

    @Config(
            description =
                    "Training has diverged where mean log densities of samples and data differ by more nats; above 0.")
    private double maxGap = 100;

    /** The paper's objective: log p(x) + log p(y|x). Also for OLCUT. */
    public JEMObjective() {}

    private JEMObjective(JEMObjective o) {
        marginalWeight = o.marginalWeight;
        conditionalWeight = o.conditionalWeight;
        jointWeight = o.jointWeight;
        energyPenalty = o.energyPenalty;
        classConditionalChains = o.classConditionalChains;
        maxLoss = o.maxLoss;
        maxGap = o.maxGap;
    }

    /**
     * An objective without penalty.
     *
     * @param marginalWeight wX, at least 0.
     * @param conditionalWeight wYX, at least 0.
     * @param jointWeight wXY, at least 0; one of the three is above 0.
     */
    public JEMObjective(double marginalWeight, double conditionalWeight, double jointWeight) {
        this.marginalWeight = marginalWeight;
        this.conditionalWeight = conditionalWeight;
        this.jointWeight = jointWeight;
        postConfig();
    }

    /**
     * Changes the energy penalty.
     *
     * @param weight c, at least 0.
     * @return A changed copy.
     */
    public JEMObjective withEnergyPenalty(double weight) {
        JEMObjective o = new JEMObjective(this);
        o.energyPenalty = weight;
        o.postConfig();
        return o;
    }

    /**
     * Runs the chains of log p(x) on p(x|y) with uniform classes.
     *
     * @return A changed copy.
     */
    public JEMObjective withClassConditionalChains() {
        JEMObjective o = new JEMObjective(this);
        o.classConditionalChains = true;
        return o;
    }

    /**
     * Changes the bounds beyond which training has diverged.
     *
     * @param loss The largest size of the loss, above 0.
     * @param gap The most nats by which the mean log densities of samples and data may differ, above 0.
     * @return A changed copy.
     */
    public JEMObjective withBounds(double loss, double gap) {
        JEMObjective o = new JEMObjective(this);
        o.maxLoss = loss;
        o.maxGap = gap;
        o.postConfig();
        return o;
    }

    @Override
    public void postConfig() {
        weight("marginalWeight", marginalWeight);
        weight("conditionalWeight", conditionalWeight);
        weight("jointWeight", jointWeight);
        weight("energyPenalty", energyPenalty);
        if (marginalWeight + conditionalWeight + jointWeight == 0) {
            throw new PropertyException(
                    "",
                    "marginalWeight",
                    "found the weights 0, 0, 0, expected one of marginalWeight, conditionalWeight, jointWeight above 0");
        }
        if (energyPenalty > 0 && marginalWeight + jointWeight == 0) {
            throw new PropertyException(
                    "",
                    "energyPenalty",
                    "found " + energyPenalty
                            + " without a density term, expected marginalWeight or jointWeight above 0");
        }
        Require.that(maxLoss > 0, "maxLoss", maxLoss, "a number above 0");
        Require.that(maxGap > 0, "maxGap", maxGap, "a number above 0");
    }

    private static void weight(String field, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new PropertyException("", field, "found " + value + ", expected a finite number of at least 0");
        }
    }

    boolean hasMarginal() {
        return marginalWeight > 0;
    }

    boolean hasConditional() {
        return conditionalWeight > 0;
    }

    boolean hasJoint() {
        return jointWeight > 0;
    }

    boolean needsLabels() {
        return hasConditional() || hasJoint();
    }

    boolean classConditionalChains() {
        return classConditionalChains;
    }

    double maxLoss() {
        return maxLoss;
    }

    double maxGap() {
        return maxGap;
    }

    /**
     * Logits of the batches that the terms need; the others are null.
     *
     * @param data f(xd), [B, K].
     * @param sampled f(xq), [B, K].
     * @param labelled f(xl), [B, K].
     * @param joint f(xj), [B, K].
     * @param classes yl, int64 [B].
     */
    record Logits(Tensor data, Tensor sampled, Tensor labelled, Tensor joint, Tensor classes) {}

    /**
     * The excess of the samples' log density over that of the data, in nats: near 0 in healthy training. Large and positive,
     * the chains have found spurious maxima; large and negative, they are too weak and the energy grows without bound.
     */
    Tensor gap(Logits f) {
        return hasMarginal()
                ? logMarginal(f.sampled()).mean().sub(logMarginal(f.data()).mean())
                : jointGap(f);
    }

    private static Tensor jointGap(Logits f) {
        return ofClass(f.joint(), f.classes())
                .mean()
                .sub(ofClass(f.labelled(), f.classes()).mean());
    }

    /** L, a scalar. */
    Tensor loss(Logits f) {
        List<Tensor> terms = new ArrayList<>();
        if (hasMarginal()) {
            terms.add(gap(f).mul(marginalWeight));
        }
        if (hasConditional()) {
            terms.add(crossEntropy(f.labelled(), f.classes()).mean().mul(conditionalWeight));
        }
        if (hasJoint()) {
            terms.add(jointGap(f).mul(jointWeight));
        }
        if (energyPenalty > 0) {
            terms.add(penalty(f).mul(energyPenalty));
        }
        return Tensors.addAll(terms);
    }

    private Tensor penalty(Logits f) {
        Tensor positive = hasMarginal() ? logMarginal(f.data()) : ofClass(f.labelled(), f.classes());
        Tensor negative = hasMarginal() ? logMarginal(f.sampled()) : ofClass(f.joint(), f.classes());
        return positive.square().mean().add(negative.square().mean());
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "JEMObjective");
    }

    @Override
    public String toString() {
        return "JEMObjective(marginalWeight=" + marginalWeight + ", conditionalWeight=" + conditionalWeight
                + ", jointWeight=" + jointWeight + ", energyPenalty=" + energyPenalty + ", classConditionalChains="
                + classConditionalChains + ", maxLoss=" + maxLoss + ", maxGap=" + maxGap + ")";
    }
}
