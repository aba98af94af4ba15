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
package io.github.tribuogen.flow.vae;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralDensityModel;
import io.github.tribuogen.neural.model.NeuralModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.provenance.ModelProvenance;

/**
 * A variational autoencoder: bounds on log p(x), codes, reconstructions and samples.
 *
 * <p>Rows are in the user's units and the layout's order. A bound is an estimate from one draw of the code (or as many as the
 * trainer's {@code boundSamples}), whose expectation is at most log p(x). The noise of a row's draw is a function of the row:
 * its bound is always the same, and draws of different rows are independent, so that a mean over rows has the usual error.
 */
public final class VAEModel extends NeuralDensityModel {
    private static final long serialVersionUID = 1L;

    /** Rows to the bound's two parts. */
    static final String TERMS = "terms";

    /** Rows and a number of draws to the importance-weighted bound. */
    static final String IMPORTANCE = "importance";

    /** Rows to codes. */
    static final String ENCODE = "encode";

    /** Rows to rows. */
    static final String RECONSTRUCT = "reconstruct";

    /** Codes to rows, the means. */
    static final String DECODE = "decode";

    /** Codes and a seed to rows, draws. */
    static final String SAMPLE = "sample";

    static final String SAMPLES = "samples";
    static final String CODES = "codes";
    static final String SEED = "seed";

    private static final String LATENT_SIZE = "latent-size";

    VAEModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<LogDensity> outputs,
            ModelParts parts) {
        super(name, provenance, features, outputs, parts);
    }

    static Map<String, String> properties(int latentSize) {
        return Map.of(LATENT_SIZE, Integer.toString(latentSize));
    }

    /**
     * The size of codes.
     *
     * @return At least 1.
     */
    public int latentSize() {
        String value = parts().properties().get(LATENT_SIZE);
        if (value == null) {
            throw new IllegalStateException("Property '" + LATENT_SIZE + "' of the model is missing, found "
                    + parts().properties().keySet());
        }
        return Integer.parseInt(value);
    }

    @Override
    public DensityKind densityKind() {
        return DensityKind.LOWER_BOUND;
    }

    /**
     * The importance-weighted bound, tighter with every draw: {@code log (1/k) sum_j p(x, z_j) / q(z_j|x)}.
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
     * The two parts of the ELBO for one draw.
     *
     * @param rows [n, D] in the user's units.
     * @return [n, 2]: log p(x|z), and log q(z|x) - log p(z), an estimate of the Kullback-Leibler divergence.
     */
    public float[][] boundTerms(float[][] rows) {
        return map(TERMS, OUTPUT, rows);
    }

    /**
     * A code for each row: where the posterior's flow carries the mean of its Gaussian, which without flow is the mean.
     *
     * @param rows [n, D] in the user's units.
     * @return [n, latent size].
     */
    public float[][] encode(float[][] rows) {
        return map(ENCODE, OUTPUT, rows);
    }

    /**
     * The means of the likelihood at the codes of rows.
     *
     * @param rows [n, D] in the user's units.
     * @return [n, D] in the user's units.
     */
    public float[][] reconstruct(float[][] rows) {
        return map(RECONSTRUCT, OUTPUT, rows);
    }

    /**
     * The means of the likelihood at codes.
     *
     * @param codes [n, latent size].
     * @return [n, D] in the user's units.
     * @throws IllegalArgumentException If a code has a wrong length or a value that is not finite.
     */
    public float[][] decode(float[][] codes) {
        return generate(DECODE, codes, null);
    }

    private float[][] generate(String function, float[][] codes, RandomGenerator rng) {
        int k = latentSize();
        float[][] rows = new float[codes.length][];
        for (int from = 0; from < codes.length; from += getBatchSize()) {
            int n = Math.min(getBatchSize(), codes.length - from);
            float[] flat = new float[n * k];
            for (int i = 0; i < n; i++) {
                check(codes[from + i], from + i, k);
                System.arraycopy(codes[from + i], 0, flat, i * k, k);
            }
            Map<String, HostTensor> arguments = new HashMap<>();
            arguments.put(CODES, HostTensor.of(flat, n, k));
            if (rng != null) {
                arguments.put(SEED, HostTensor.scalar(rng.nextLong()));
            }
            float[] y = parts().functions().run(function, arguments).get(OUTPUT).toFloats();
            int d = dimension();
            for (int i = 0; i < n; i++) {
                rows[from + i] = Arrays.copyOfRange(y, i * d, (i + 1) * d);
            }
        }
        return rows;
    }

    private static void check(float[] code, int index, int size) {
        if (code.length != size) {
            throw new IllegalArgumentException("Code " + index + " has " + code.length + " values, expected " + size);
        }
        for (int j = 0; j < size; j++) {
            if (!Float.isFinite(code[j])) {
                throw new IllegalArgumentException(
                        "Code " + index + " has " + code[j] + " at position " + j + ", expected a finite value");
            }
        }
    }

    private float[][] codes(int n, RandomGenerator rng) {
        if (n < 0) {
            throw new IllegalArgumentException("n: at least 0 expected, found " + n);
        }
        float[][] codes = new float[n][latentSize()];
        for (float[] code : codes) {
            for (int j = 0; j < code.length; j++) {
                code[j] = (float) rng.nextGaussian();
            }
        }
        return codes;
    }

    /** Draws codes from N(0, I), then rows from the likelihood; see {@link #sampleMeans} for smoother pictures. */
    @Override
    public float[][] sample(int n, RandomGenerator rng) {
        return generate(SAMPLE, codes(n, rng), rng);
    }

    /**
     * Draws codes and gives the means of the likelihood there.
     *
     * @param n How many, at least 0.
     * @param rng The source of randomness.
     * @return [n, D] in the user's units.
     */
    public float[][] sampleMeans(int n, RandomGenerator rng) {
        return decode(codes(n, rng));
    }

    @Override
    protected NeuralModel<LogDensity> newInstance(String name, ModelProvenance provenance, ModelParts parts) {
        return new VAEModel(name, provenance, getFeatureIDMap(), getOutputIDInfo(), parts);
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
    public static VAEModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ModelParts.Loaded<LogDensity> l = ModelParts.load(version, className, message, LogDensity.class);
        return new VAEModel(
                l.carrier().name(),
                l.carrier().provenance(),
                l.carrier().featureDomain(),
                l.carrier().outputDomain(),
                l.parts());
    }
}
