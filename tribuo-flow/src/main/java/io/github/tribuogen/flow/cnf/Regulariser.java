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
package io.github.tribuogen.flow.cnf;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Locale;
import java.util.Optional;

/**
 * A number that is integrated along the flow as one more state of the solve, whose batch mean times a weight joins the
 * training loss. As a state it has a part in the choice of steps.
 */
public final class Regulariser implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    private static final double TINY = 1e-12;

    @Config(mandatory = true, description = "What is integrated.")
    private RegulariserKind kind;

    @Config(mandatory = true, description = "The weight in the loss, at least 0.")
    private double weight;

    /** For OLCUT. */
    private Regulariser() {}

    /**
     * A regulariser.
     *
     * @param kind What is integrated.
     * @param weight The weight in the loss, at least 0.
     */
    public Regulariser(RegulariserKind kind, double weight) {
        this.kind = kind;
        this.weight = weight;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.notNegative("weight", weight);
    }

    /**
     * The weight in the loss.
     *
     * @return At least 0.
     */
    public double weight() {
        return weight;
    }

    /**
     * The name under which the penalty is told.
     *
     * @return For instance "kinetic".
     */
    public String name() {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * What is integrated.
     *
     * @param slope The dynamics at a time.
     * @param probes The probes of the trace, [B, K, D], if there are any of that width.
     * @return [B].
     */
    Tensor integrand(Slope slope, Optional<Tensor> probes) {
        Tensor f = slope.value().flatten(1);
        double d = f.shape().size(1);
        return switch (kind) {
            case L1 -> f.abs().sum(1).div(d);
            case L2 -> root(f.square().sum(1)).div(Math.sqrt(d));
            case DIRECTIONAL_L2 ->
                root(slope.transposedTimes(f.unsqueeze(1)).square().sum(1, 2)).div(Math.sqrt(d));
            case JACOBIAN_FROBENIUS -> root(jacobian(slope).square().sum(1, 2)).div(d);
            case JACOBIAN_DIAGONAL ->
                root(jacobian(slope).mul(unit(slope)).square().sum(1, 2)).div(d);
            case JACOBIAN_OFF_DIAGONAL ->
                root(jacobian(slope).mul(unit(slope).rsub(1)).square().sum(1, 2))
                        .div(d);
            case KINETIC -> f.square().sum(1).div(2 * d);
            case JACOBIAN_ENERGY ->
                probes.filter(e -> e.shape().size(2) == (long) d)
                        .map(e -> slope.times(e)
                                .square()
                                .sum(1, 2)
                                .div(d * e.shape().size(1)))
                        .orElseGet(() -> jacobian(slope).square().sum(1, 2).div(d));
        };
    }

    /** The square root with a gradient of zero at zero, where a flow starts that begins as the identity. */
    private static Tensor root(Tensor square) {
        return square.add(TINY).sqrt();
    }

    private static Tensor unit(Slope slope) {
        Tensor z = slope.point().flatten(1);
        int d = Math.toIntExact(z.shape().size(1));
        double[] v = new double[d * d];
        for (int i = 0; i < d; i++) {
            v[i * d + i] = 1;
        }
        return z.graph().root().constant(HostTensor.of(v, 1, d, d)).cast(z.dtype());
    }

    /** Its columns, [B, D, D]. */
    private static Tensor jacobian(Slope slope) {
        Tensor z = slope.point().flatten(1);
        return slope.times(unit(slope).add(z.unsqueeze(1).zerosLike()));
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Regulariser");
    }

    @Override
    public String toString() {
        return "Regulariser(kind=" + kind + ", weight=" + weight + ")";
    }
}
