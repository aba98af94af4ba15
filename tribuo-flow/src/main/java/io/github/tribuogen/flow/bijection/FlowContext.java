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
package io.github.tribuogen.flow.bijection;

import io.github.tribuogen.neural.graph.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a pass through a flow needs beside points and parameters, and what it tells beside its image: features to condition
 * on, penalties that join the training loss, and metrics. One context serves one pass.
 */
public final class FlowContext {
    private final Tensor features;
    private final Map<String, Tensor> penalties = new LinkedHashMap<>();
    private final Map<String, Tensor> metrics = new LinkedHashMap<>();

    private FlowContext(Tensor features) {
        this.features = features;
    }

    /**
     * A pass without features.
     *
     * @return The context.
     */
    public static FlowContext unconditional() {
        return new FlowContext(null);
    }

    /**
     * A pass of a conditional flow.
     *
     * @param features What the density is conditioned on, [batch, F].
     * @return The context.
     */
    public static FlowContext given(Tensor features) {
        return new FlowContext(features);
    }

    /**
     * What the density is conditioned on.
     *
     * @return [batch, F]; empty for an unconditional flow.
     */
    public Optional<Tensor> features() {
        return Optional.ofNullable(features);
    }

    /**
     * Adds a summand to the training loss. Parts of a flow that use the same name add up.
     *
     * @param name Its name, shown among the metrics.
     * @param value A scalar, its weight already in it.
     */
    public void penalty(String name, Tensor value) {
        scalar(name, value);
        penalties.merge(name, value, Tensor::add);
    }

    /**
     * Tells a number. Parts of a flow that use the same name add up.
     *
     * @param name Its name.
     * @param value A scalar.
     */
    public void metric(String name, Tensor value) {
        scalar(name, value);
        metrics.merge(name, value, Tensor::add);
    }

    private static void scalar(String name, Tensor value) {
        if (value.shape().rank() != 0) {
            throw new IllegalArgumentException("'" + name + "': a scalar expected, found " + value);
        }
    }

    /**
     * The summands of the loss.
     *
     * @return Scalars by name.
     */
    public Map<String, Tensor> penalties() {
        return Collections.unmodifiableMap(penalties);
    }

    /**
     * The numbers told.
     *
     * @return Scalars by name.
     */
    public Map<String, Tensor> metrics() {
        return Collections.unmodifiableMap(metrics);
    }
}
