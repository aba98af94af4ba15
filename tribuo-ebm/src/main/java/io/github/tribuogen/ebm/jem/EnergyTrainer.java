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
package io.github.tribuogen.ebm.jem;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.ebm.sampler.ChainMemory;
import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.sampler.ReplayBuffer;
import io.github.tribuogen.ebm.sampler.Sampler;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.model.NeuralTrainerBuilder;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import org.tribuo.Output;

/**
 * What the trainers of energy-based models share: the network, the chains and where they start, and what is done to data
 * and weights.
 *
 * @param <T> The output type.
 * @param <M> The model type.
 */
public abstract class EnergyTrainer<T extends Output<T>, M extends NeuralModel<T>> extends NeuralTrainer<T, M> {
    @Config(mandatory = true, description = "Maps an input to logits f(x), without normalisation over the batch.")
    private Network network;

    @Config(mandatory = true, description = "Turns gradients into new parameters.")
    private Optimiser optimiser;

    @Config(description = "The chains that draw samples of the model.")
    private Sampler sampler = new LangevinSampler();

    @Config(description = "Where chains start.")
    private ChainMemory memory = new ReplayBuffer();

    @Config(description = "Standard deviation of the Gaussian noise added to preprocessed inputs while training.")
    private double inputNoise = 0.03;

    @Config(description = "A random change of training inputs; absent for none.")
    private Augmentation augmentation = null;

    @Config(description = "Averages the weights for the model; absent for the last weights.")
    private WeightAveraging averaging = null;

    @Config(description = "Evaluate all batches of a step in one call of the network? Quicker, but takes more memory.")
    private boolean together = true;

    /** For OLCUT. */
    EnergyTrainer() {}

    EnergyTrainer(Builder<?> b) {
        super(b);
        this.network = b.network;
        this.optimiser = b.optimiser;
        this.sampler = b.sampler;
        this.memory = b.memory;
        this.inputNoise = b.inputNoise;
        this.augmentation = b.augmentation;
        this.averaging = b.averaging;
        this.together = b.together;
    }

    @Override
    public synchronized void postConfig() {
        Require.notNegative("inputNoise", inputNoise);
        super.postConfig();
    }

    abstract JEMObjective objective();

    /** The width K of the network's output. */
    abstract int outputs(Prepared<T> prepared);

    /** The class of each row, -1 where unknown. */
    abstract int[] classes(Prepared<T> prepared);

    private ChainMemory.Fitted memory(Prepared<T> prepared) {
        return memory.fit(
                prepared.inputTensor(prepared.trainingRows()), some(classes(prepared), prepared), outputs(prepared));
    }

    private static int[] some(int[] all, Prepared<?> prepared) {
        int[] rows = prepared.trainingRows();
        int[] part = new int[rows.length];
        for (int i = 0; i < part.length; i++) {
            part[i] = all[rows[i]];
        }
        return part;
    }

    @Override
    protected TrainingProgram program(Prepared<T> prepared) {
        prepared.affine(); // refuses what the model's functions could not undo, before any training
        return new JEMProgram(
                network,
                outputs(prepared),
                objective(),
                new JEMProgram.Chains(sampler, memory(prepared)),
                new JEMProgram.Inputs(inputNoise, augmentation),
                new JEMProgram.Updates(optimiser, averaging),
                together);
    }

    EnergyFunctions functions(Prepared<T> prepared) {
        return new EnergyFunctions(network, outputs(prepared), sampler, memory(prepared), prepared);
    }

    Network network() {
        return network;
    }

    int chainSteps() {
        return sampler.steps();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(network=" + network + ",optimiser=" + optimiser + ",objective="
                + objective() + ",sampler=" + sampler + ",memory=" + memory + ",inputNoise=" + inputNoise
                + ",augmentation=" + augmentation + ",averaging=" + averaging + ",settings=" + settings() + ",seed="
                + seed() + ")";
    }

    /**
     * Collects the parts of a trainer.
     *
     * @param <B> The builder's own type.
     */
    public abstract static class Builder<B extends Builder<B>> extends NeuralTrainerBuilder<B> {
        private final Network network;
        private final Optimiser optimiser;
        private Sampler sampler = new LangevinSampler();
        private ChainMemory memory = new ReplayBuffer();
        private double inputNoise = 0.03;
        private Augmentation augmentation = null;
        private WeightAveraging averaging = null;
        private boolean together = true;

        Builder(Network network, Optimiser optimiser) {
            this.network = network;
            this.optimiser = optimiser;
        }

        /**
         * The chains that draw samples of the model; the paper's Langevin dynamics by default.
         *
         * @param part The sampler.
         * @return This builder.
         */
        public B sampler(Sampler part) {
            this.sampler = part;
            return self();
        }

        /**
         * Where chains start; the paper's replay buffer by default.
         *
         * @param part The memory.
         * @return This builder.
         */
        public B memory(ChainMemory part) {
            this.memory = part;
            return self();
        }

        /**
         * The noise on training inputs; 0.03 by default.
         *
         * @param deviation The standard deviation in units of the preprocessed inputs, at least 0.
         * @return This builder.
         */
        public B inputNoise(double deviation) {
            this.inputNoise = deviation;
            return self();
        }

        /**
         * A random change of training inputs; none by default.
         *
         * @param part The augmentation; null for none.
         * @return This builder.
         */
        public B augmentation(Augmentation part) {
            this.augmentation = part;
            return self();
        }

        /**
         * Averages the weights for the model; not by default.
         *
         * @param part The averaging; null for the last weights.
         * @return This builder.
         */
        public B averaging(WeightAveraging part) {
            this.averaging = part;
            return self();
        }

        /**
         * Evaluates all batches of a step in one call of the network; so by default.
         *
         * @param oneCall False saves memory with large networks.
         * @return This builder.
         */
        public B together(boolean oneCall) {
            this.together = oneCall;
            return self();
        }
    }
}
