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
package io.github.tribuogen.neural.model;

import io.github.tribuogen.neural.data.Layout;
import io.github.tribuogen.neural.data.Preprocessor;
import io.github.tribuogen.neural.data.PreprocessorChain;
import io.github.tribuogen.neural.data.VectorLayout;
import org.tribuo.Trainer;

/**
 * Collects what all neural trainers share; builders of trainers extend it by the parts of their method.
 *
 * @param <B> The builder's own type.
 */
public abstract class NeuralTrainerBuilder<B extends NeuralTrainerBuilder<B>> {
    private Layout layout = new VectorLayout();
    private Preprocessor preprocessor = new PreprocessorChain();
    private TrainingSettings settings = new TrainingSettings();
    private long seed = Trainer.DEFAULT_SEED;

    /** A builder of a vector layout, without preprocessing, of default settings and seed. */
    protected NeuralTrainerBuilder() {}

    /**
     * This builder, for chains of calls.
     *
     * @return This builder.
     */
    protected abstract B self();

    /**
     * Maps feature names to tensor positions; a vector by default.
     *
     * @param part The layout.
     * @return This builder.
     */
    public B layout(Layout part) {
        this.layout = part;
        return self();
    }

    /**
     * Prepares the features; not at all by default.
     *
     * @param part The preprocessing. Whatever the trainer measures in the space of inputs, a step, a scale or a noise, is in its units.
     * @return This builder.
     */
    public B preprocessor(Preprocessor part) {
        this.preprocessor = part;
        return self();
    }

    /**
     * How long and where to train.
     *
     * @param part The settings.
     * @return This builder.
     */
    public B settings(TrainingSettings part) {
        this.settings = part;
        return self();
    }

    /**
     * The seed of all randomness.
     *
     * @param value The seed.
     * @return This builder.
     */
    public B seed(long value) {
        this.seed = value;
        return self();
    }

    Layout layout() {
        return layout;
    }

    Preprocessor preprocessor() {
        return preprocessor;
    }

    TrainingSettings settings() {
        return settings;
    }

    long seed() {
        return seed;
    }
}
