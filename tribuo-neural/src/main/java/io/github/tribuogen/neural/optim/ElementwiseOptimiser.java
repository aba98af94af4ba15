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
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What optimisers that treat every element alike have in common: the learning rate with its schedule, clipping, the
 * optimiser's own step counter, and the grouping of small tensors.
 *
 * <p>An operator costs a fraction of a microsecond however small its tensor is. So all parameters of fewer than {@code
 * groupBelow} elements are treated as one flat vector, in the order of the parameters: gradients are joined, one set of
 * moments is updated, and the change is cut into pieces. The result is the same number for number.
 *
 * <p>Variables in the optimiser's scope, whose names are part of the checkpoint format: "step" (int64 scalar, the updates
 * made so far); for each parameter and each kind of state k "k/parameter", of the parameter's shape; for the grouped
 * parameters together "grouped/k", a vector. Which parameters are grouped depends on their sizes and groupBelow alone; a
 * single small parameter is not grouped.
 */
abstract class ElementwiseOptimiser implements Optimiser {
    @Config(description = "The learning rate, above 0.")
    protected double learningRate;

    @Config(description = "A factor on the learning rate, by the step.")
    protected Schedule schedule = new ConstantSchedule();

    @Config(description = "Bounds the gradients; absent for none.")
    protected GradientClipping clipping = null;

    @Config(description = "Parameters of fewer elements are updated as one vector; 0 for none.")
    protected int groupBelow = 16384;

    ElementwiseOptimiser(double learningRate) {
        this.learningRate = learningRate;
    }

    @Override
    public void postConfig() {
        Require.positive("learningRate", learningRate);
        Require.atLeast("groupBelow", groupBelow, 0);
    }

    final void shareSettings(ElementwiseOptimiser other) {
        schedule = other.schedule;
        clipping = other.clipping;
        groupBelow = other.groupBelow;
    }

    final String settings() {
        return "learningRate=" + learningRate + ", schedule=" + schedule + ", clipping=" + clipping + ", groupBelow="
                + groupBelow;
    }

    /** The gradient with that of the penalty rate / 2 |p|^2. */
    static Tensor decayed(Slab slab, double rate) {
        return rate == 0 ? slab.gradient : slab.gradient.add(slab.parameter().mul(rate));
    }

    /** The numbers of one update, shared by all parameters; computed in float64, used in the parameters' type. */
    static final class Numbers {
        /** The learning rate of this step, float64 scalar. */
        final Tensor rate;

        /** The number of this update from 1, float64 scalar. */
        final Tensor count;

        private final DType dtype;

        Numbers(Tensor rate, Tensor count, DType dtype) {
            this.rate = rate;
            this.count = count;
            this.dtype = dtype;
        }

        /** 1 - decay^count. */
        Tensor bias(double decay) {
            return decay == 0 ? count.scalar(1) : count.scalar(decay).pow(count).rsub(1);
        }

        Tensor use(Tensor number) {
            return number.cast(dtype);
        }
    }

    /** One parameter, or all small ones as a vector. */
    static final class Slab {
        /** The gradient. */
        final Tensor gradient;

        private final Supplier<Tensor> value;
        private final ParameterScope state;
        private final String prefix;
        private final String suffix;

        Slab(Tensor gradient, Supplier<Tensor> value, ParameterScope state, String prefix, String suffix) {
            this.gradient = gradient;
            this.value = value;
            this.state = state;
            this.prefix = prefix;
            this.suffix = suffix;
        }

        /** The parameter. */
        Tensor parameter() {
            return value.get();
        }

        /** A kind of state, zero at first. */
        Tensor state(String kind) {
            return state.variable(prefix + kind + suffix, 0, gradient.shape().sizes());
        }

        /** Changes a kind of state. */
        Tensor assign(String kind, Tensor to) {
            state.assign(prefix + kind + suffix, to);
            return to;
        }
    }

    /** The scalars of this update that the rule needs, made once and handed to every slab. */
    abstract Tensor[] numbers(Numbers n);

    /** What to subtract from the parameter; updates the slab's state. */
    abstract Tensor change(Slab slab, Tensor[] numbers);

    @Override
    public final Map<String, Tensor> update(
            ParameterScope state,
            Tensor iteration,
            Tensor scale,
            Map<String, Tensor> parameters,
            Map<String, Tensor> gradients) {
        if (!gradients.keySet().equals(parameters.keySet())) {
            throw new IllegalArgumentException("Gradients of the parameters " + parameters.keySet()
                    + " expected, found those of " + gradients.keySet());
        }
        if (parameters.isEmpty()) {
            return Map.of();
        }
        Map<String, Tensor> bounded = clipping == null ? gradients : clipping.clip(gradients);
        DType dtype = parameters.values().iterator().next().dtype();
        Tensor step = state.variable("step", DType.INT64, rng -> HostTensor.scalar(0L))
                .add(iteration.scalar(1));
        state.assign("step", step);
        Tensor rate = schedule.value(iteration, DType.FLOAT64)
                .mul(scale.cast(DType.FLOAT64))
                .mul(learningRate);
        Tensor[] numbers = numbers(new Numbers(rate, step.cast(DType.FLOAT64), dtype));
        List<String> small = new ArrayList<>();
        parameters.forEach((name, p) -> {
            if (p.shape().elements().size() < groupBelow) {
                small.add(name);
            }
        });
        if (small.size() == 1) {
            small.clear();
        }
        Map<String, Tensor> updated = new LinkedHashMap<>();
        parameters.forEach((name, p) -> updated.put(
                name,
                small.contains(name)
                        ? p
                        : p.sub(change(new Slab(bounded.get(name), () -> p, state, "", "/" + name), numbers))));
        if (!small.isEmpty()) {
            Slab slab = new Slab(flat(bounded, small), () -> flat(parameters, small), state, "grouped/", "");
            long[] sizes = small.stream()
                    .mapToLong(n -> parameters.get(n).shape().elements().size())
                    .toArray();
            List<Tensor> pieces = change(slab, numbers).split(0, sizes);
            for (int i = 0; i < sizes.length; i++) {
                Tensor p = parameters.get(small.get(i));
                updated.put(small.get(i), p.sub(pieces.get(i).reshape(p.shape())));
            }
        }
        return updated;
    }

    private static Tensor flat(Map<String, Tensor> tensors, List<String> names) {
        return Tensors.concat(
                0, names.stream().map(n -> tensors.get(n).reshape(-1)).toList());
    }
}
