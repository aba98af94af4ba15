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
package io.github.tribuogen.gradest.vae;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralDensityModel;
import io.github.tribuogen.neural.model.NeuralModel;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.provenance.ModelProvenance;

/**
 * A variational autoencoder with discrete codes: bounds on log p(x), codes, reconstructions and samples.
 *
 * <p>Rows are in the user's units and the layout's order. A bound is an estimate from one draw of the codes (the ELBO) or from as many as
 * the trainer's {@code boundSamples} (IWAE-k); {@link #boundName} tells which. The noise of a row's draw is a function of the row: its
 * bound is always the same, and draws of different rows are independent. Layers of codes are counted from the observation, from 0.
 */
public final class DiscreteVAEModel extends NeuralDensityModel {
    private static final long serialVersionUID = 1L;

    /** Rows and a number of draws to the importance-weighted bound. */
    static final String IMPORTANCE = "importance";

    /** Rows to the ELBO and log p(x) by enumeration of the codes. */
    static final String ENUMERATED = "enumerated";

    /** Rows to the means of a layer's codes; the number of the layer follows. */
    static final String ENCODE = "encode";

    /** Rows to rows. */
    static final String RECONSTRUCT = "reconstruct";

    /** Codes of the first layer to rows, the means. */
    static final String DECODE = "decode";

    /** As many draws as there are rows of zeros, and a seed, to rows. */
    static final String SAMPLE = "sample";

    /** The same, the likelihood's means. */
    static final String SAMPLE_MEANS = "sample-means";

    static final String SAMPLES = "samples";
    static final String CODES = "codes";
    static final String START = "start";
    static final String SEED = "seed";

    private static final String WIDTHS = "code-widths";
    private static final String BOUND = "bound";

    DiscreteVAEModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<LogDensity> outputs,
            ModelParts parts) {
        super(name, provenance, features, outputs, parts);
    }

    static Map<String, String> properties(int[] widths, String bound) {
        return Map.of(
                WIDTHS,
                Arrays.stream(widths).mapToObj(Integer::toString).collect(Collectors.joining(",")),
                BOUND,
                bound);
    }

    private String property(String name) {
        String value = parts().properties().get(name);
        if (value == null) {
            throw new IllegalStateException("Property '" + name + "' of the model is missing, found "
                    + parts().properties().keySet());
        }
        return value;
    }

    /**
     * How many numbers the codes of each layer are, from the observation up.
     *
     * @return The number of zeros and ones, or of choices times the values of each.
     */
    public int[] codeWidths() {
        return Arrays.stream(property(WIDTHS).split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    /**
     * What predictions are.
     *
     * @return "ELBO" or, with k draws, "IWAE-k".
     */
    public String boundName() {
        return property(BOUND);
    }

    @Override
    public DensityKind densityKind() {
        return DensityKind.LOWER_BOUND;
    }

    /**
     * The importance-weighted bound, tighter with every draw: {@code log (1/k) sum_j p(x, b_j) / q(b_j|x)}.
     *
     * @param rows [n, D] in the user's units.
     * @param draws k, at least 1; 1 gives an estimate of the ELBO.
     * @return In nats, [n].
     * @throws IllegalArgumentException If there is no draw, or a row has a wrong length or a value that is not finite.
     */
    public double[] importanceBound(float[][] rows, int draws) {
        if (draws < 1) {
            throw new IllegalArgumentException("draws: at least 1 expected, found " + draws);
        }
        return firstColumn(map(IMPORTANCE, OUTPUT, rows, Map.of(SAMPLES, HostTensor.scalar((long) draws))));
    }

    /**
     * Can the codes be counted? If there is one layer of at most 4,096 states.
     *
     * @return True if {@link #enumerated} works.
     */
    public boolean isEnumerable() {
        return functionNames().contains(ENUMERATED);
    }

    /**
     * The ELBO and log p(x) without sampling error, by enumeration of the codes.
     *
     * @param rows [n, D] in the user's units.
     * @return In nats, [n, 2].
     * @throws UnsupportedOperationException If the codes are too many or in several layers.
     */
    public float[][] enumerated(float[][] rows) {
        if (!isEnumerable()) {
            throw new UnsupportedOperationException(
                    "codes: one layer of at most 4096 states expected, found widths " + Arrays.toString(codeWidths()));
        }
        return map(ENUMERATED, OUTPUT, rows);
    }

    /**
     * The probabilities of a layer's codes; layers below have their likeliest codes.
     *
     * @param rows [n, D] in the user's units.
     * @param layer From 0, the observation's neighbour, up.
     * @return [n, width of the layer].
     * @throws IllegalArgumentException If there is no such layer.
     */
    public float[][] encode(float[][] rows, int layer) {
        int layers = codeWidths().length;
        if (layer < 0 || layer >= layers) {
            throw new IllegalArgumentException("layer: 0 to " + (layers - 1) + " expected, found " + layer);
        }
        return map(ENCODE + layer, OUTPUT, rows);
    }

    /**
     * The means of the likelihood at the likeliest codes of rows.
     *
     * @param rows [n, D] in the user's units.
     * @return [n, D] in the user's units.
     */
    public float[][] reconstruct(float[][] rows) {
        return map(RECONSTRUCT, OUTPUT, rows);
    }

    /**
     * The means of the likelihood at codes of the first layer.
     *
     * @param codes [n, width of layer 0]: zeros and ones, or one-hot choices one after the other.
     * @return [n, D] in the user's units.
     * @throws IllegalArgumentException If a code has a wrong length or a value that is not finite.
     */
    public float[][] decode(float[][] codes) {
        int width = codeWidths()[0];
        float[] flat = new float[codes.length * width];
        for (int i = 0; i < codes.length; i++) {
            if (codes[i].length != width) {
                throw new IllegalArgumentException(
                        "Code " + i + " has " + codes[i].length + " values, expected " + width);
            }
            for (int j = 0; j < width; j++) {
                if (!Float.isFinite(codes[i][j])) {
                    throw new IllegalArgumentException(
                            "Code " + i + " has " + codes[i][j] + " at position " + j + ", expected a finite value");
                }
                flat[i * width + j] = codes[i][j];
            }
        }
        return rows(DECODE, Map.of(CODES, HostTensor.of(flat, codes.length, width)), codes.length);
    }

    private float[][] rows(String function, Map<String, HostTensor> arguments, int n) {
        if (n == 0) {
            return new float[0][];
        }
        float[] y = parts().functions().run(function, arguments).get(OUTPUT).toFloats();
        int d = dimension();
        float[][] rows = new float[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = Arrays.copyOfRange(y, i * d, (i + 1) * d);
        }
        return rows;
    }

    private float[][] draw(String function, int n, RandomGenerator rng) {
        if (n < 0) {
            throw new IllegalArgumentException("n: at least 0 expected, found " + n);
        }
        int[] widths = codeWidths();
        int width = widths[widths.length - 1];
        float[][] all = new float[n][];
        for (int from = 0; from < n; from += getBatchSize()) {
            int part = Math.min(getBatchSize(), n - from);
            Map<String, HostTensor> arguments = Map.of(
                    START,
                    HostTensor.of(new float[part * width], part, width),
                    SEED,
                    HostTensor.scalar(rng.nextLong()));
            System.arraycopy(rows(function, arguments, part), 0, all, from, part);
        }
        return all;
    }

    /** Draws codes from the top down, then rows from the likelihood; see {@link #sampleMeans} for smoother pictures. */
    @Override
    public float[][] sample(int n, RandomGenerator rng) {
        return draw(SAMPLE, n, rng);
    }

    /**
     * Draws codes from the top down and gives the means of the likelihood there.
     *
     * @param n How many, at least 0.
     * @param rng The source of randomness.
     * @return [n, D] in the user's units.
     */
    public float[][] sampleMeans(int n, RandomGenerator rng) {
        return draw(SAMPLE_MEANS, n, rng);
    }

    @Override
    protected NeuralModel<LogDensity> newInstance(String name, ModelProvenance provenance, ModelParts parts) {
        return new DiscreteVAEModel(name, provenance, getFeatureIDMap(), getOutputIDInfo(), parts);
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
    public static DiscreteVAEModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ModelParts.Loaded<LogDensity> l = ModelParts.load(version, className, message, LogDensity.class);
        return new DiscreteVAEModel(
                l.carrier().name(),
                l.carrier().provenance(),
                l.carrier().featureDomain(),
                l.carrier().outputDomain(),
                l.parts());
    }
}
