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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a pass through a flow needs beside points and parameters, and what it tells beside its image: features to condition
 * on, penalties that join the training loss, and metrics. One context serves one pass.
 */
public final class FlowContext {
    private final Tensor features;
    private final boolean determinants;
    private final Map<String, Tensor> penalties = new LinkedHashMap<>();
    private final Map<String, Tensor> metrics = new LinkedHashMap<>();
    private final Map<String, Tensor> failures = new LinkedHashMap<>();
    private final List<Later> later = new ArrayList<>();

    private record Later(String name, Supplier<Optional<Tensor>> value) {}

    private FlowContext(Tensor features, boolean determinants) {
        this.features = features;
        this.determinants = determinants;
    }

    /**
     * A pass without features.
     *
     * @return The context.
     */
    public static FlowContext unconditional() {
        return new FlowContext(null, true);
    }

    /**
     * A pass of a conditional flow.
     *
     * @param features What the density is conditioned on, [batch, F].
     * @return The context.
     */
    public static FlowContext given(Tensor features) {
        return new FlowContext(features, true);
    }

    /**
     * The same pass for the points alone: bijections may give any log-determinant, which must not be used. For samples.
     *
     * @return A context with nothing told yet.
     */
    public FlowContext withoutDeterminants() {
        return new FlowContext(features, false);
    }

    /**
     * Are log-determinants needed?
     *
     * @return False if they may be left out.
     */
    public boolean needsDeterminants() {
        return determinants;
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

    /**
     * Tells a number that is known only when the gradient of the loss has been built, such as what a backward solve took.
     *
     * @param name Its name.
     * @param value Asked when {@link #metrics()} is; empty if there is no such number.
     */
    public void metricLater(String name, Supplier<Optional<Tensor>> value) {
        later.add(new Later(name, value));
    }

    /**
     * Tells of a pass that failed, so that its results are of no use.
     *
     * @param reason What failed.
     * @param condition A truth value of shape []; did it?
     */
    public void failure(String reason, Tensor condition) {
        failures.merge(reason, condition, Tensor::or);
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
     * The numbers told. Ask when the gradient of the loss has been built.
     *
     * @return Scalars by name.
     */
    public Map<String, Tensor> metrics() {
        Map<String, Tensor> all = new LinkedHashMap<>(metrics);
        later.forEach(l -> l.value().get().ifPresent(v -> {
            scalar(l.name(), v);
            all.merge(l.name(), v, Tensor::add);
        }));
        return Collections.unmodifiableMap(all);
    }

    /**
     * The failures told of.
     *
     * @return Truth values by reason.
     */
    public Map<String, Tensor> failures() {
        return Collections.unmodifiableMap(failures);
    }
}
