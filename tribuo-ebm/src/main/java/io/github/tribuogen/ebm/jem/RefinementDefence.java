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
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.evaluation.robustness.Defence;
import io.github.tribuogen.neural.evaluation.robustness.DifferentiableClassifier;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Classifies inputs after k steps of the model's own chains, averaged over R of them: the logits are {@code mean_r
 * f(refine_k(x + noise_r))} ("JEM-k").
 *
 * <p>The gradient passes straight through the refinement: it is that of the mean logits at the refined points, averaged
 * over the chains; an attack that uses it takes the expectation over the noise and does not see the chain's own slope.
 *
 * <p>See Grathwohl et al., "Your Classifier is Secretly an Energy Based Model and You Should Treat it Like One", ICLR 2020.
 */
public final class RefinementDefence implements Defence {
    @Config(description = "The number of steps k, at least 0; the paper tries 0, 1 and 10.")
    private int steps = 10;

    @Config(description = "The number of chains R, at least 1.")
    private int chains = 5;

    @Config(description = "Standard deviation of noise added to inputs, in units of the preprocessed inputs.")
    private double inputNoise = 0.03;

    @Config(description = "The seed of all noise.")
    private long seed = 1;

    /** Ten steps, five chains, noise of 0.03. Also for OLCUT. */
    public RefinementDefence() {}

    /**
     * A defence.
     *
     * @param steps The number of steps k, at least 0.
     * @param chains The number of chains R, at least 1.
     * @param inputNoise The standard deviation of noise added to inputs, at least 0.
     * @param seed The seed of all noise.
     */
    public RefinementDefence(int steps, int chains, double inputNoise, long seed) {
        this.steps = steps;
        this.chains = chains;
        this.inputNoise = inputNoise;
        this.seed = seed;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("steps", steps, 0);
        Require.atLeast("chains", chains, 1);
        Require.notNegative("inputNoise", inputNoise);
    }

    @Override
    public DifferentiableClassifier defend(DifferentiableClassifier classifier) {
        JEMModel model = classifier
                .capability(JEMModel.class)
                .orElseThrow(() -> new IllegalArgumentException(
                        "RefinementDefence: a joint energy-based model expected, found " + classifier));
        return new Refined(classifier, model, this);
    }

    private static final class Refined implements DifferentiableClassifier {
        private final DifferentiableClassifier bare;
        private final JEMModel model;
        private final RefinementDefence defence;
        private final SplittableRandom seeds;

        Refined(DifferentiableClassifier bare, JEMModel model, RefinementDefence defence) {
            this.bare = bare;
            this.model = model;
            this.defence = defence;
            this.seeds = new SplittableRandom(defence.seed);
        }

        private synchronized long nextSeed() {
            return seeds.nextLong();
        }

        @Override
        public int numClasses() {
            return bare.numClasses();
        }

        @Override
        public int numFeatures() {
            return bare.numFeatures();
        }

        @Override
        public float lowerBound() {
            return bare.lowerBound();
        }

        @Override
        public float upperBound() {
            return bare.upperBound();
        }

        @Override
        public float[][] logits(float[][] rows) {
            return model.refinedLogits(rows, defence.steps, defence.chains, defence.inputNoise, nextSeed());
        }

        @Override
        public float[][] lossGradient(float[][] rows, int[] labels) {
            if (rows.length != labels.length) {
                throw new IllegalArgumentException("As many labels as rows expected, found " + labels.length
                        + " labels and " + rows.length + " rows");
            }
            long from = nextSeed();
            int r = defence.chains;
            float[][][] refined = new float[r][][];
            float[][] mean = new float[rows.length][numClasses()];
            for (int c = 0; c < r; c++) {
                refined[c] = model.refine(rows, defence.steps, defence.inputNoise, from + c);
                float[][] f = model.logits(refined[c]);
                for (int i = 0; i < f.length; i++) {
                    for (int k = 0; k < mean[i].length; k++) {
                        mean[i][k] += f[i][k] / r;
                    }
                }
            }
            // the gradient of the cross-entropy by the mean logits, shared out among the chains
            for (int i = 0; i < mean.length; i++) {
                JEMModel.softmax(mean[i]);
                mean[i][labels[i]] -= 1;
                for (int k = 0; k < mean[i].length; k++) {
                    mean[i][k] /= r;
                }
            }
            float[][] gradient = new float[rows.length][rows.length == 0 ? 0 : rows[0].length];
            for (float[][] points : refined) {
                float[][] g = model.logitGradient(points, mean);
                for (int i = 0; i < g.length; i++) {
                    for (int j = 0; j < g[i].length; j++) {
                        gradient[i][j] += g[i][j];
                    }
                }
            }
            return gradient;
        }

        @Override
        public <C> Optional<C> capability(Class<C> type) {
            return type.isInstance(this) ? Optional.of(type.cast(this)) : bare.capability(type);
        }

        @Override
        public String toString() {
            return "Refined(" + model.getName() + ", " + defence + ")";
        }
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Defence");
    }

    @Override
    public String toString() {
        return "RefinementDefence(steps=" + steps + ", chains=" + chains + ", inputNoise=" + inputNoise + ", seed="
                + seed + ")";
    }
}
