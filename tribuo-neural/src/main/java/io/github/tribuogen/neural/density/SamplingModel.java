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
package io.github.tribuogen.neural.density;

import java.util.List;
import java.util.random.RandomGenerator;
import org.tribuo.Example;
import org.tribuo.Output;

/**
 * The capability of a model to draw points.
 *
 * <p>A draw is a function of the model and of the generator's state alone: equal seeds give equal samples. Calls with
 * different generators may run concurrently.
 *
 * @param <T> The output type of the examples drawn.
 */
public interface SamplingModel<T extends Output<T>> {
    /**
     * Draws points.
     *
     * @param n How many, at least 0.
     * @param rng The source of randomness.
     * @return The points, shape {@code [n, D]}, in feature space and in the order of the model's own bound layout, the
     *     one that {@link LogDensityModel} uses.
     * @throws IllegalArgumentException If n is negative.
     */
    float[][] sample(int n, RandomGenerator rng);

    /**
     * Draws examples that carry every feature of the layout by its name. Their output is what the model knows of the
     * draw: OBSERVED for a pure density model, the drawn class for a class-conditional one.
     *
     * @param n How many, at least 0.
     * @param rng The source of randomness.
     * @return The examples.
     * @throws IllegalArgumentException If n is negative.
     */
    List<Example<T>> sampleExamples(int n, RandomGenerator rng);
}
