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

import io.github.tribuogen.neural.model.ModelParts;
import java.util.Map;

/**
 * What a model remembers of its generator.
 *
 * @param latentSize The length of a latent vector; 0 without a generator.
 * @param entropyWeight The weight of the entropy in training.
 */
record SamplerProperties(int latentSize, double entropyWeight) {
    private static final String LATENT_SIZE = "latent-size";
    private static final String ENTROPY_WEIGHT = "entropy-weight";

    /** The properties of a sampler, or of none. */
    static Map<String, String> of(AmortisedSampler sampler) {
        return Map.of(
                LATENT_SIZE, String.valueOf(sampler == null ? 0 : sampler.latentSize()),
                ENTROPY_WEIGHT, String.valueOf(sampler == null ? 0.0 : sampler.entropyWeight()));
    }

    static SamplerProperties read(ModelParts parts) {
        try {
            return new SamplerProperties(
                    Integer.parseInt(property(parts, LATENT_SIZE)),
                    Double.parseDouble(property(parts, ENTROPY_WEIGHT)));
        } catch (NumberFormatException e) {
            throw new IllegalStateException(
                    "Invalid model, numbers expected in " + LATENT_SIZE + " and " + ENTROPY_WEIGHT + ", found "
                            + parts.properties(),
                    e);
        }
    }

    private static String property(ModelParts parts, String name) {
        String value = parts.properties().get(name);
        if (value == null) {
            throw new IllegalStateException(
                    "Invalid model, the property '" + name + "' expected, found " + parts.properties());
        }
        return value;
    }
}
