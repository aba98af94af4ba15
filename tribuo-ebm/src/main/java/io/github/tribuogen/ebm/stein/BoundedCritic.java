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
package io.github.tribuogen.ebm.stein;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * A critic for densities on a box, {@code lower < x_j < upper}: {@code f_j(x) = h(x_j) g_j(x)} with a factor h that vanishes at
 * the ends, so that Stein's identity holds whatever the density does there. With both ends finite {@code h(t) = 4 (t - lower)
 * (upper - t) / (upper - lower)^2}, with one {@code h(t) = 1 - exp(-|t - end| / width)}.
 */
public final class BoundedCritic implements Critic {
    @Config(mandatory = true, description = "The critic g.")
    private Critic critic;

    @Config(description = "The lower end of every coordinate.")
    private double lower = 0;

    @Config(description = "The upper end of every coordinate, above the lower one.")
    private double upper = Double.POSITIVE_INFINITY;

    @Config(description = "How fast the factor of a half line rises, in units of the coordinate; above 0.")
    private double width = 1;

    /** For OLCUT. */
    private BoundedCritic() {}

    /**
     * A critic on a box or half line.
     *
     * @param critic The critic g.
     * @param lower The lower end of every coordinate; may be minus infinity if the upper one is finite.
     * @param upper The upper end, above the lower one; may be infinity if the lower one is finite.
     * @param width How fast the factor of a half line rises, above 0.
     */
    public BoundedCritic(Critic critic, double lower, double upper, double width) {
        this.critic = critic;
        this.lower = lower;
        this.upper = upper;
        this.width = width;
        postConfig();
    }

    @Override
    public void postConfig() {
        if (!(lower < upper) || Double.isInfinite(lower) && Double.isInfinite(upper)) {
            throw new PropertyException(
                    "",
                    "upper",
                    "found " + upper + ", expected a number above lower = " + lower + ", one of them finite");
        }
        Require.positive("width", width);
    }

    /**
     * Does a point lie inside?
     *
     * @param point A point.
     * @return True if all its coordinates do.
     */
    boolean contains(float[] point) {
        for (float v : point) {
            if (!(v > lower && v < upper)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Field at(ParameterScope scope, Tensor x) {
        return new Field(critic.at(scope.child("inside"), x).value().mul(factor(x)), Optional.empty());
    }

    private Tensor factor(Tensor x) {
        if (Double.isInfinite(upper)) {
            return x.sub(lower).div(-width).exp().rsub(1);
        }
        if (Double.isInfinite(lower)) {
            return x.sub(upper).div(width).exp().rsub(1);
        }
        double length = upper - lower;
        return x.sub(lower).mul(x.rsub(upper)).mul(4 / (length * length));
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Critic");
    }

    @Override
    public String toString() {
        return "BoundedCritic(critic=" + critic + ", lower=" + lower + ", upper=" + upper + ", width=" + width + ")";
    }
}
