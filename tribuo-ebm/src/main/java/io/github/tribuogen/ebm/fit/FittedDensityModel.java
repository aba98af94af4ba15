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
package io.github.tribuogen.ebm.fit;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralDensityModel;
import io.github.tribuogen.neural.model.NeuralModel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.provenance.ModelProvenance;

/**
 * A density that was fitted without sampling it: log densities, normalised if the energy knows its constant, their score, and
 * samples by chains, or directly where the energy can.
 *
 * <p>Rows are in the user's units and the layout's order; log densities are in nats and refer to these units.
 */
public final class FittedDensityModel extends NeuralDensityModel {
    private static final long serialVersionUID = 1L;

    /** Rows to the gradient of log p(x) by them. */
    static final String SCORE = NeuralDensityModel.SCORE;

    /** Chains that got farther from the data's mean, in deviations, ran away. */
    private static final double MAX_DEVIATIONS = 1e4;

    private static final String KIND = "kind";
    private static final String STEPS = "chain-steps";
    private static final String LOG_NORMALISER = "log-normaliser";

    FittedDensityModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<LogDensity> outputs,
            ModelParts parts) {
        super(name, provenance, features, outputs, parts);
        densityKind(); // a damaged property shows now
        chainSteps();
        estimatedLogNormaliser();
    }

    static Map<String, String> properties(boolean normalised, int steps, HostTensor logNormaliser) {
        Map<String, String> m = new LinkedHashMap<>();
        m.put(KIND, (normalised ? DensityKind.NORMALISED : DensityKind.UNNORMALISED).name());
        m.put(STEPS, String.valueOf(steps));
        if (logNormaliser != null) {
            m.put(LOG_NORMALISER, String.valueOf(logNormaliser.item()));
        }
        return m;
    }

    private String property(String name) {
        String value = parts().properties().get(name);
        if (value == null) {
            throw new IllegalStateException(
                    "Invalid model, the property '" + name + "' expected, found " + parts().properties());
        }
        return value;
    }

    @Override
    public DensityKind densityKind() {
        String value = property(KIND);
        try {
            return DensityKind.valueOf(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Invalid model, a kind of " + Arrays.toString(DensityKind.values()) + " expected, found '" + value
                            + "'",
                    e);
        }
    }

    /**
     * How many steps the chains of {@link #sample} take.
     *
     * @return At least 0.
     */
    public int chainSteps() {
        String value = property(STEPS);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(
                    "Invalid model, a number of steps of chains expected, found '" + value + "'", e);
        }
    }

    /**
     * The log constant that training estimated, for points as the density sees them: what to subtract from an unnormalised
     * log density.
     *
     * @return log Z; empty if the objective estimates none.
     */
    public OptionalDouble estimatedLogNormaliser() {
        String value = parts().properties().get(LOG_NORMALISER);
        try {
            return value == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(value));
        } catch (NumberFormatException e) {
            throw new IllegalStateException("Invalid model, a log normaliser expected, found '" + value + "'", e);
        }
    }

    /** {@inheritDoc} Directly if the energy can be, else the ends of chains of training's number of steps. */
    @Override
    public float[][] sample(int n, RandomGenerator rng) {
        requireCount("n", n);
        return functionNames().contains(FitFunctions.DIRECT)
                ? run(FitFunctions.DIRECT, n, -1, rng).rows()
                : chains(n, chainSteps(), rng).rows();
    }

    /**
     * Points at the ends of chains, and how the chains fared.
     *
     * @param rows The points, [n, D], in the user's units.
     * @param diagnostics The means of the sampler's diagnostics over all chains, for instance "acceptance".
     */
    public record Chains(float[][] rows, Map<String, Double> diagnostics) {}

    /**
     * Draws by chains from the Gaussian of the data's moments, whatever else the density can do.
     *
     * @param n How many chains, at least 0.
     * @param steps Their number of steps, at least 0.
     * @param rng The source of randomness.
     * @return Their ends.
     * @throws IllegalStateException If chains run away, as they do where a density cannot be integrated or the sampler's
     *     step is too large.
     */
    public Chains chains(int n, int steps, RandomGenerator rng) {
        requireCount("n", n);
        requireCount("steps", steps);
        return run(FitFunctions.CHAIN, n, steps, rng);
    }

    private Chains run(String function, int n, int steps, RandomGenerator rng) {
        int d = dimension();
        float[][] rows = new float[n][];
        Map<String, Double> diagnostics = new LinkedHashMap<>();
        for (int from = 0; from < n; from += getBatchSize()) {
            int size = Math.min(n - from, getBatchSize());
            float[] start = new float[size * d];
            for (int i = 0; i < start.length; i++) {
                start[i] = (float) rng.nextGaussian();
            }
            Map<String, HostTensor> arguments = new LinkedHashMap<>();
            arguments.put(NeuralModel.INPUT, HostTensor.of(start, size, d));
            arguments.put(FitFunctions.SEED, HostTensor.scalar(rng.nextLong()));
            if (steps >= 0) {
                arguments.put(FitFunctions.STEPS, HostTensor.scalar((long) steps));
            }
            Map<String, HostTensor> out = parts().functions().run(function, arguments);
            float[] ends = out.get(NeuralModel.OUTPUT).toFloats();
            HostTensor farthest = out.get(FitFunctions.FARTHEST);
            if (farthest != null && !(farthest.item() <= MAX_DEVIATIONS)) {
                throw new IllegalStateException("Chains of " + steps + " steps ran away, expected at most "
                        + MAX_DEVIATIONS + " deviations of the data from its mean, found " + farthest.item()
                        + ": the density may not be integrable (give its network a base), or the sampler's step is too"
                        + " large");
            }
            for (int i = 0; i < size; i++) {
                rows[from + i] = Arrays.copyOfRange(ends, i * d, (i + 1) * d);
            }
            out.forEach((name, value) -> {
                if (name.startsWith(FitFunctions.DIAGNOSTIC)) {
                    double share = value.item() * size / n;
                    diagnostics.merge(name.substring(FitFunctions.DIAGNOSTIC.length()), share, Double::sum);
                }
            });
        }
        return new Chains(rows, diagnostics);
    }

    private static void requireCount(String name, int n) {
        if (n < 0) {
            throw new IllegalArgumentException(name + ": at least 0 expected, found " + n);
        }
    }

    @Override
    protected NeuralModel<LogDensity> newInstance(String name, ModelProvenance provenance, ModelParts parts) {
        return new FittedDensityModel(name, provenance, getFeatureIDMap(), getOutputIDInfo(), parts);
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
    public static FittedDensityModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ModelParts.Loaded<LogDensity> l = ModelParts.load(version, className, message, LogDensity.class);
        return new FittedDensityModel(
                l.carrier().name(),
                l.carrier().provenance(),
                l.carrier().featureDomain(),
                l.carrier().outputDomain(),
                l.parts());
    }
}
