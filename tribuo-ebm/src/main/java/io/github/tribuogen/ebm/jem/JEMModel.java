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

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensityModel;
import io.github.tribuogen.neural.density.SamplingModel;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;

/**
 * A joint energy-based model: class probabilities {@code softmax(f(x))}, an unnormalised log density {@code LSE(f(x))} of
 * the inputs with its score, and samples by Langevin chains.
 *
 * <p>Rows are in the user's units and the layout's order; scores refer to these units. The log density is that of the
 * preprocessed input, which differs by a constant.
 */
public final class JEMModel extends NeuralClassifierModel implements LogDensityModel, SamplingModel<Label> {
    private static final long serialVersionUID = 1L;

    private static final String CHAIN_STEPS = "chainSteps";

    JEMModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<Label> outputs,
            ModelParts parts) {
        super(name, provenance, features, outputs, parts);
    }

    static Map<String, String> properties(int chainSteps) {
        return Map.of(CHAIN_STEPS, Integer.toString(chainSteps));
    }

    private ChainRunner runner() {
        return new ChainRunner(parts().functions(), getBatchSize(), dimension());
    }

    private int numLabels() {
        return getOutputIDInfo().size();
    }

    // ---- density

    @Override
    public DensityKind densityKind() {
        return DensityKind.UNNORMALISED;
    }

    @Override
    public int dimension() {
        return layout().size();
    }

    /** {@inheritDoc} The value is LSE(f(x)). */
    @Override
    public double[] logDensity(float[][] rows) {
        float[][] values = map(EnergyFunctions.LOG_DENSITY, OUTPUT, rows);
        return Arrays.stream(values).mapToDouble(v -> v[0]).toArray();
    }

    @Override
    public boolean hasScore() {
        return true;
    }

    @Override
    public float[][] score(float[][] rows) {
        return map(EnergyFunctions.SCORE, OUTPUT, rows);
    }

    // ---- classification of refined inputs

    /**
     * Moves inputs along chains on p(x), the sampler's with another number of steps.
     *
     * @param rows The inputs, [n, D].
     * @param steps The number of steps, at least 0.
     * @param inputNoise The standard deviation of noise added first, in units of the preprocessed inputs; 0 for none.
     * @param seed The seed of all noise.
     * @return The inputs after the chain, [n, D].
     */
    public float[][] refine(float[][] rows, int steps, double inputNoise, long seed) {
        return refine(EnergyFunctions.ROWS, rows, steps, inputNoise, seed);
    }

    private float[][] refine(String output, float[][] rows, int steps, double inputNoise, long seed) {
        if (steps < 0) {
            throw new IllegalArgumentException("steps: at least 0 expected, found " + steps);
        }
        float[][] all = new float[rows.length][];
        int batch = getBatchSize();
        for (int from = 0; from < rows.length; from += batch) {
            float[][] part = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + batch));
            Map<String, HostTensor> arguments = new LinkedHashMap<>();
            arguments.put(EnergyFunctions.STEPS, HostTensor.scalar((long) steps));
            arguments.put(EnergyFunctions.NOISE, HostTensor.of(new float[] {(float) inputNoise}));
            arguments.put(EnergyFunctions.SEED, HostTensor.scalar(seed + 0x9e3779b97f4a7c15L * from));
            System.arraycopy(map(EnergyFunctions.REFINE, output, part, arguments), 0, all, from, part.length);
        }
        return all;
    }

    /**
     * The logits of refined inputs, averaged over chains: {@code mean_r f(refine_r(x))}.
     *
     * @param rows The inputs, [n, D].
     * @param steps The number of steps k, at least 0.
     * @param chains The number of chains R for each input, at least 1.
     * @param inputNoise The standard deviation of noise added first, in units of the preprocessed inputs; 0 for none.
     * @param seed The seed of all noise.
     * @return The mean logits, [n, K].
     */
    public float[][] refinedLogits(float[][] rows, int steps, int chains, double inputNoise, long seed) {
        if (chains < 1) {
            throw new IllegalArgumentException("chains: at least 1 expected, found " + chains);
        }
        float[][] mean = new float[rows.length][numLabels()];
        for (int r = 0; r < chains; r++) {
            float[][] f = refine(EnergyFunctions.LOGITS, rows, steps, inputNoise, seed + r);
            for (int i = 0; i < f.length; i++) {
                for (int k = 0; k < f[i].length; k++) {
                    mean[i][k] += f[i][k] / chains;
                }
            }
        }
        return mean;
    }

    /**
     * The class probabilities of refined inputs, the softmax of {@link #refinedLogits}.
     *
     * @param rows The inputs, [n, D].
     * @param steps The number of steps k, at least 0.
     * @param chains The number of chains R for each input, at least 1.
     * @param inputNoise The standard deviation of noise added first, in units of the preprocessed inputs; 0 for none.
     * @param seed The seed of all noise.
     * @return The probabilities, [n, K], in the order of the label domain's ids.
     */
    public float[][] refinedProbabilities(float[][] rows, int steps, int chains, double inputNoise, long seed) {
        float[][] p = refinedLogits(rows, steps, chains, inputNoise, seed);
        for (float[] row : p) {
            softmax(row);
        }
        return p;
    }

    static void softmax(float[] row) {
        float max = row[ChainRunner.argMax(row)];
        double sum = 0;
        for (float v : row) {
            sum += Math.exp(v - max);
        }
        for (int k = 0; k < row.length; k++) {
            row[k] = (float) (Math.exp(row[k] - max) / sum);
        }
    }

    /**
     * The gradient of a weighted sum of logits by the inputs.
     *
     * @param rows The inputs, [n, D].
     * @param weights The weight of each logit, [n, K].
     * @return sum_k weights_k grad f_k(x), [n, D].
     */
    public float[][] logitGradient(float[][] rows, float[][] weights) {
        if (rows.length != weights.length) {
            throw new IllegalArgumentException("As many weights as rows expected, found " + weights.length
                    + " weights and " + rows.length + " rows");
        }
        int width = numLabels();
        float[][] all = new float[rows.length][];
        int batch = getBatchSize();
        for (int from = 0; from < rows.length; from += batch) {
            int n = Math.min(batch, rows.length - from);
            float[] flat = new float[n * width];
            for (int i = 0; i < n; i++) {
                System.arraycopy(weights[from + i], 0, flat, i * width, width);
            }
            float[][] part = Arrays.copyOfRange(rows, from, from + n);
            Map<String, HostTensor> v = Map.of(EnergyFunctions.COTANGENT, HostTensor.of(flat, n, width));
            System.arraycopy(map(EnergyFunctions.LOGIT_GRADIENT, OUTPUT, part, v), 0, all, from, n);
        }
        return all;
    }

    // ---- samples

    /**
     * The replay buffer: where the chains of training ended.
     *
     * @return [M, D] in the user's units; no rows if training had no buffer.
     */
    public float[][] replayBuffer() {
        return runner().buffer();
    }

    /**
     * The number of steps of training's chains.
     *
     * @return At least 0.
     */
    public int chainSteps() {
        return chainSteps(parts());
    }

    static int chainSteps(ModelParts parts) {
        String value = parts.properties().get(CHAIN_STEPS);
        if (value == null) {
            throw new IllegalStateException("Invalid protobuf, property '" + CHAIN_STEPS + "' expected, found "
                    + parts.properties().keySet());
        }
        return Integer.parseInt(value);
    }

    /** {@inheritDoc} Continues chains of the replay buffer, if there is one, by as many steps as in training. */
    @Override
    public float[][] sample(int n, RandomGenerator rng) {
        return sample(n, origin(), chainSteps(), rng);
    }

    private ChainOrigin origin() {
        return runner().hasBuffer() ? ChainOrigin.BUFFER : ChainOrigin.FRESH;
    }

    /**
     * Draws points of p(x).
     *
     * @param n How many, at least 0.
     * @param origin Where chains start.
     * @param steps Their number of steps, at least 0.
     * @param rng The source of randomness.
     * @return The points, [n, D].
     */
    public float[][] sample(int n, ChainOrigin origin, int steps, RandomGenerator rng) {
        return runner().sample(null, n, numLabels(), origin, steps, rng);
    }

    /**
     * Draws points of p(x|y). Chains from the buffer start at points that are classified as y.
     *
     * @param n How many, at least 0.
     * @param label The class y.
     * @param origin Where chains start.
     * @param steps Their number of steps, at least 0.
     * @param rng The source of randomness.
     * @return The points, [n, D].
     * @throws IllegalArgumentException If the label is not in the model's domain.
     */
    public float[][] sample(int n, Label label, ChainOrigin origin, int steps, RandomGenerator rng) {
        int id = getOutputIDInfo().getID(label);
        if (id < 0) {
            throw new IllegalArgumentException(
                    "label: one of " + getOutputIDInfo().getDomain() + " expected, found '" + label.getLabel() + "'");
        }
        int[] classes = new int[Math.max(0, n)];
        Arrays.fill(classes, id);
        return runner().sample(classes, n, numLabels(), origin, steps, rng);
    }

    /** {@inheritDoc} Each point x comes with a class drawn from p(y|x), so that the pairs follow p(x, y). */
    @Override
    public List<Example<Label>> sampleExamples(int n, RandomGenerator rng) {
        float[][] rows = sample(n, rng);
        float[][] f = logits(rows);
        List<Example<Label>> examples = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            softmax(f[i]);
            double u = rng.nextDouble();
            int k = 0;
            while (k < f[i].length - 1 && u > f[i][k]) {
                u -= f[i][k++];
            }
            Label drawn = new Label(getOutputIDInfo().getOutput(k).getLabel());
            examples.add(layout().toExample(rows[i], 0, drawn));
        }
        return examples;
    }

    // ---- the model as an object

    @Override
    protected NeuralModel<Label> newInstance(String name, ModelProvenance provenance, ModelParts parts) {
        return new JEMModel(name, provenance, getFeatureIDMap(), getOutputIDInfo(), parts);
    }

    /**
     * Reads a model.
     *
     * @param version The version in the envelope.
     * @param className The class in the envelope.
     * @param message The content.
     * @return The model.
     * @throws InvalidProtocolBufferException If the message is not of this kind.
     */
    public static JEMModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ModelParts.Loaded<Label> l = ModelParts.load(version, className, message, Label.class);
        chainSteps(l.parts()); // a missing property shows now
        return new JEMModel(
                l.carrier().name(),
                l.carrier().provenance(),
                l.carrier().featureDomain(),
                l.carrier().outputDomain(),
                l.parts());
    }
}
