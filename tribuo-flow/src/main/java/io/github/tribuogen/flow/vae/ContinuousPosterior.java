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
import io.github.tribuogen.flow.cnf.Conditioning;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.ExactDivergence;
import io.github.tribuogen.flow.cnf.HutchinsonDivergence;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.cnf.TimeLayer;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;

/**
 * Continuous flows (FFJORD, section 4.2): the Gaussian is carried from time 0 to T by dynamics whose layers the encoder's
 * features change, in the paper by matrices of low rank, {@code (W + U(h) V(h)) z + b + b(h)} (eq. 10). {@code log q(zK|x) = log
 * q(z0|x) - int tr df/dz dt}.
 *
 * <p>For an exact trace outside training give the flow an {@link ExactDivergence} as its test divergence.
 */
public final class ContinuousPosterior extends FlowPosterior {
    @Config(description = "What carries the Gaussian on; each of the flows has parameters of its own.")
    private ContinuousFlow flow = lowRank(20, 64, 64);

    @Config(description = "The number of flows, at least 1.")
    private int flows = 2;

    /** Two flows of 64-64 softplus units and rank 20. Also for OLCUT. */
    public ContinuousPosterior() {}

    /**
     * Continuous flows.
     *
     * @param flows The number of flows, at least 1.
     * @param flow What carries the Gaussian on; each of the flows has parameters of its own.
     */
    public ContinuousPosterior(int flows, ContinuousFlow flow) {
        this.flow = flow;
        this.flows = flows;
        postConfig();
    }

    /**
     * The paper's flow: concatenated time, softplus, T = 0.5, dopri5 with tolerances of 1e-5, one Gaussian probe in training
     * and the exact trace outside it.
     *
     * @param rank The rank of amortised layers, at least 1.
     * @param hiddenSizes The numbers of hidden units, each at least 1.
     * @return The flow.
     */
    public static ContinuousFlow lowRank(int rank, int... hiddenSizes) {
        return ContinuousFlow.builder(new MlpDynamics(
                                TimeLayer.CONCAT,
                                new StandardActivation(StandardActivation.Function.SOFTPLUS),
                                hiddenSizes)
                        .conditioned(Conditioning.LOW_RANK, rank))
                .divergence(new HutchinsonDivergence())
                .test(null, new ExactDivergence())
                .endTime(0.5, false)
                .build();
    }

    @Override
    public void postConfig() {
        checkFlows(flows);
    }

    @Override
    int flows() {
        return flows;
    }

    @Override
    Image map(int k, ParameterScope scope, Tensor z, FlowContext context) {
        return flow.forward(scope, z, context);
    }

    @Override
    public String toString() {
        return "ContinuousPosterior(flows=" + flows + ", flow=" + flow + ")";
    }
}
