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
package io.github.tribuogen.neural.optim;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An exponential moving average of parameters, for evaluation: {@code a = a + w (p - a)} after each step t = 1, 2, ...
 *
 * <p>Debiased, {@code w = (1 - d) / (1 - d^t)}: the average is then exactly the weighted mean of all parameters so far with
 * weights d^(t - s). Otherwise w = 1 at the first step, which takes the parameters as they are, and 1 - d after. Either way
 * the variables hold the average itself at any time after a step.
 *
 * <p>What a network keeps beside its parameters, the running statistics of normalisations, is averaged by the same weights:
 * those of the last step belong to the last parameters, not to the average.
 *
 * <p>Variables in the given scope: "step" (int64 scalar) and for each parameter "average/parameter".
 */
public final class WeightAveraging implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(description = "The decay d, in [0, 1).")
    private double decay = 0.999;

    @Config(description = "Weight the first steps as if the average had begun with them?")
    private boolean debias = true;

    /** Decay 0.999, debiased. Also for OLCUT. */
    public WeightAveraging() {}

    /**
     * A moving average.
     *
     * @param decay The decay, in [0, 1).
     * @param debias Weight the first steps as if the average had begun with them?
     */
    public WeightAveraging(double decay, boolean debias) {
        this.decay = decay;
        this.debias = debias;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.fraction("decay", decay);
    }

    /**
     * The name of the variable that holds a parameter's average.
     *
     * @param parameter The parameter's full name.
     * @return The name within the scope given to {@link #update}.
     */
    public static String variableOf(String parameter) {
        return "average/" + parameter;
    }

    /**
     * Takes the parameters of a network and its running statistics into the average.
     *
     * @param state The scope of the average's own variables.
     * @param network The network's scope after a step of training.
     * @return The averages by full name of what they are averages of.
     */
    public Map<String, Tensor> update(ParameterScope state, ParameterScope network) {
        Map<String, Tensor> all = new LinkedHashMap<>(network.parameters());
        network.statistics().forEach((name, value) -> {
            if (value.dtype().isFloating()) { // a mean of counts is no count
                all.put(name, value);
            }
        });
        return update(state, all);
    }

    /**
     * Takes new values into the average.
     *
     * @param state The scope of the average's own variables.
     * @param parameters The values after a step of training, by full name.
     * @return The averages by the same names.
     */
    public Map<String, Tensor> update(ParameterScope state, Map<String, Tensor> parameters) {
        Map<String, Tensor> averages = new LinkedHashMap<>();
        Tensor before = state.variable("step", DType.INT64, rng -> HostTensor.scalar(0L));
        Tensor step = before.add(before.scalar(1));
        state.assign("step", step);
        Tensor t = step.cast(DType.FLOAT64);
        Tensor first = step.equalTo(step.scalar(1)).cast(DType.FLOAT64);
        Tensor weight;
        if (decay == 0) {
            weight = t.scalar(1);
        } else if (debias) {
            weight = t.mul(Math.log(decay)).exp().rsub(1).reciprocal().mul(1 - decay);
        } else {
            weight = first.mul(decay).add(1 - decay);
        }
        parameters.forEach((name, p) -> {
            String variable = variableOf(name);
            Tensor a = state.variable(variable, 0, p.shape().sizes());
            Tensor now = a.add(p.sub(a).mul(weight.cast(p.dtype())));
            state.assign(variable, now);
            averages.put(name, now);
        });
        return averages;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "WeightAveraging");
    }

    @Override
    public String toString() {
        return "WeightAveraging(decay=" + decay + ", debias=" + debias + ")";
    }
}
