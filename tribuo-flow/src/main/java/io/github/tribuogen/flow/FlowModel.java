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
package io.github.tribuogen.flow;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralDensityModel;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.runtime.Device;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.provenance.ModelProvenance;

/**
 * A normalizing flow: exact log densities with their score, samples, and the base points of data.
 *
 * <p>Rows are in the user's units and the layout's order; log densities are in nats and refer to these units. Rows of a
 * conditional flow hold its context too, and its log densities are those of the other features given the context.
 */
public final class FlowModel extends NeuralDensityModel {
    private static final long serialVersionUID = 1L;

    /** Rows to the gradient of log p(x) by them. */
    static final String SCORE = NeuralDensityModel.SCORE;

    /** Rows to base points. */
    static final String LATENT = "latent";

    /** Base points to rows. */
    static final String SAMPLE = "sample";

    /** Base points to rows on the way to data. */
    static final String PATH = "path";

    /** Rows and noise to log probabilities of their cells, where the data are dequantised. */
    static final String NOISY = "noisy";

    /** How many points a map with a way gives. */
    static final int STOPS = 20;

    /** The property that lists the positions of the context. */
    private static final String CONTEXT = "context";

    FlowModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<LogDensity> outputs,
            ModelParts parts) {
        super(name, provenance, features, outputs, parts);
        columns(parts); // a damaged property shows now
    }

    static Map<String, String> properties(ContextColumns columns) {
        return columns.conditional() ? Map.of(CONTEXT, columns.toProperty()) : Map.of();
    }

    private static ContextColumns columns(ModelParts parts) {
        return ContextColumns.fromProperty(
                parts.properties().getOrDefault(CONTEXT, ""), parts.bound().size());
    }

    /**
     * The features that the density is conditioned on.
     *
     * @return Their names in the layout's order; none for the density of whole rows.
     */
    public List<String> context() {
        return Arrays.stream(columns(parts()).given())
                .mapToObj(layout()::featureName)
                .toList();
    }

    @Override
    public DensityKind densityKind() {
        return DensityKind.NORMALISED;
    }

    /**
     * The base points z = f(x) of rows; those of a conditional flow stand where the features that it models stand, and the
     * context stays as it is.
     *
     * @param rows [n, D] in the user's units.
     * @return [n, D].
     */
    public float[][] toBase(float[][] rows) {
        return map(LATENT, OUTPUT, rows);
    }

    /**
     * The rows of base points, the inverse of {@link #toBase}.
     *
     * @param base [n, D]; for a conditional flow with the context in the user's units.
     * @return [n, D] in the user's units.
     */
    public float[][] fromBase(float[][] base) {
        return map(SAMPLE, OUTPUT, base);
    }

    /**
     * Points on the way from base to data, for pictures: of a continuous flow at {@value #STOPS} times, of a chain of other
     * maps after each of them.
     *
     * @param base [n, D].
     * @return [stops + 1, n, D] in the user's units: first the base points, restored as if they were data, last the rows
     *     of {@link #fromBase}.
     */
    public float[][][] path(float[][] base) {
        float[][] rows = map(PATH, OUTPUT, base);
        int d = dimension();
        int stops = rows.length == 0 ? 0 : rows[0].length / d;
        float[][][] path = new float[stops][base.length][];
        for (int s = 0; s < stops; s++) {
            for (int i = 0; i < base.length; i++) {
                path[s][i] = Arrays.copyOfRange(rows[i], s * d, (s + 1) * d);
            }
        }
        return path;
    }

    /**
     * Log probabilities of discrete points, for models trained with a dequantisation: the mean over draws of noise u of log
     * p(x + u) plus the log volume of a cell, a lower bound in expectation. Divided by -D log 2 they are bits per dimension.
     *
     * @param rows [n, D] in the user's units.
     * @param draws How many draws of noise for each row, at least 1.
     * @param rng The source of noise.
     * @return In nats, [n].
     * @throws IllegalArgumentException If the model's data are not dequantised.
     */
    public double[] logProbability(float[][] rows, int draws, RandomGenerator rng) {
        if (!functionNames().contains(NOISY)) {
            throw new IllegalArgumentException(
                    "logProbability: a model of dequantised data expected, found one without a"
                            + " Dequantisation in its preprocessor");
        }
        if (draws < 1) {
            throw new IllegalArgumentException("draws: at least 1 expected, found " + draws);
        }
        double[] sums = new double[rows.length];
        int columns = parts().preprocessor().noiseColumns();
        for (int from = 0; from < rows.length; from += getBatchSize()) {
            float[][] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + getBatchSize()));
            for (int draw = 0; draw < draws; draw++) {
                float[] u = new float[some.length * columns];
                for (int i = 0; i < u.length; i++) {
                    u[i] = (rng.nextInt() >>> 8) * 0x1.0p-24f;
                }
                HostTensor noise = HostTensor.of(u, some.length, columns);
                float[][] p = map(NOISY, OUTPUT, some, Map.of(FlowFunctions.NOISE, noise));
                for (int i = 0; i < some.length; i++) {
                    sums[from + i] += p[i][0] / draws;
                }
            }
        }
        return sums;
    }

    /**
     * {@inheritDoc}
     *
     * @throws UnsupportedOperationException If the flow is conditional; use {@link #sample(float[][], RandomGenerator)}.
     */
    @Override
    public float[][] sample(int n, RandomGenerator rng) {
        if (n < 0) {
            throw new IllegalArgumentException("n: at least 0 expected, found " + n);
        }
        if (!context().isEmpty()) {
            throw new UnsupportedOperationException(
                    "sample: rows with the context " + context() + " expected, found none; use sample(context, rng)");
        }
        return sample(new float[n][dimension()], rng);
    }

    /**
     * Draws a point for each of some contexts, x of p(x | c).
     *
     * @param context [n, D] in the user's units; of the features that the flow models, the values do not matter.
     * @param rng The source of randomness.
     * @return [n, D]: the context, and drawn values of the features that the flow models.
     */
    public float[][] sample(float[][] context, RandomGenerator rng) {
        int[] modelled = columns(parts()).modelled();
        float[][] base = new float[context.length][];
        for (int i = 0; i < base.length; i++) {
            base[i] = context[i].clone();
            for (int j : modelled) {
                if (j < base[i].length) {
                    base[i][j] = (float) rng.nextGaussian();
                }
            }
        }
        return fromBase(base);
    }

    /**
     * The same weights under another map that has parameters of the same names and shapes: above all continuous flows with
     * another solver, other tolerances, or another way to find the trace.
     *
     * @param bijection Maps data to the base.
     * @param device Where the new model runs.
     * @return The new model, whose provenance is that of this one and "bijection", what the map is.
     * @throws IllegalArgumentException If the map has a parameter that this model lacks, or one of another shape.
     */
    public FlowModel with(Bijection bijection, Device device) {
        Prepared<LogDensity> prepared = new Prepared<>(
                getFeatureIDMap(),
                getOutputIDInfo(),
                parts().layout(),
                parts().bound(),
                parts().preprocessor(),
                List.of(),
                new float[0],
                new int[0],
                new int[0],
                0);
        FlowInputs inputs = new FlowInputs(prepared, columns(parts()));
        ModelFunctions functions = new FlowFunctions(new Flow(bijection), inputs).build(weights(), device);
        ModelProvenance made = getProvenance();
        Map<String, Provenance> run = new LinkedHashMap<>();
        made.getInstanceProvenance().getMap().forEach(run::put);
        run.put("bijection", new StringProvenance("bijection", bijection.toString()));
        ModelProvenance provenance = new ModelProvenance(
                made.getClassName(),
                made.getTrainingTime(),
                made.getDatasetProvenance(),
                made.getTrainerProvenance(),
                run);
        return new FlowModel(
                getName(),
                provenance,
                getFeatureIDMap(),
                getOutputIDInfo(),
                ModelParts.of(prepared, functions, parts().history()).with(parts().properties()));
    }

    @Override
    protected NeuralModel<LogDensity> newInstance(String name, ModelProvenance provenance, ModelParts parts) {
        return new FlowModel(name, provenance, getFeatureIDMap(), getOutputIDInfo(), parts);
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
    public static FlowModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ModelParts.Loaded<LogDensity> l = ModelParts.load(version, className, message, LogDensity.class);
        return new FlowModel(
                l.carrier().name(),
                l.carrier().provenance(),
                l.carrier().featureDomain(),
                l.carrier().outputDomain(),
                l.parts());
    }
}
