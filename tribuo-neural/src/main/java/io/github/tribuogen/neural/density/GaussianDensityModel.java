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

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.github.tribuogen.neural.density.protos.GaussianDensityModelProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.impl.ArrayExample;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.ModelProvenance;

/**
 * One Gaussian over all features: exact log density, score and samples. Rows are laid out by feature id.
 *
 * <p>Predictions carry the log density as output and, under the key {@value #SCORE_KEY}, as the one score. The model is
 * immutable and safe to share between threads. See {@link GaussianDensityTrainer}.
 */
public final class GaussianDensityModel extends Model<LogDensity>
        implements LogDensityModel, SamplingModel<LogDensity> {
    private static final long serialVersionUID = 1L;

    /** Protobuf serialisation version. */
    public static final int CURRENT_VERSION = 0;

    /** The key of the log density in a prediction's score map. */
    public static final String SCORE_KEY = "log-density";

    private final Gaussian gaussian;

    GaussianDensityModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<LogDensity> outputs,
            Gaussian gaussian) {
        super(name, provenance, features, outputs, false);
        this.gaussian = gaussian;
    }

    /**
     * Deserialisation factory.
     *
     * @param version The serialised object version.
     * @param className The class name.
     * @param message The serialised data.
     * @return The deserialised object.
     * @throws InvalidProtocolBufferException If the message is not of the expected type.
     */
    public static GaussianDensityModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ProtoChecks.version(version, CURRENT_VERSION);
        GaussianDensityModelProto proto = message.unpack(GaussianDensityModelProto.class);
        ModelDataCarrier<LogDensity> carrier =
                ProtoChecks.outputs(ModelDataCarrier.deserialize(proto.getMetadata()), LogDensity.class);
        int expected = carrier.featureDomain().size();
        ProtoChecks.require(
                proto.getMeanCount() == expected,
                "found a mean of " + proto.getMeanCount() + " numbers, expected " + expected
                        + ", one for each feature");
        Gaussian gaussian;
        try {
            gaussian = new Gaussian(
                    CovarianceType.valueOf(proto.getCovariance()),
                    proto.getMeanList().stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray(),
                    proto.getFactorList().stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("Invalid protobuf, " + e.getMessage(), e);
        }
        return new GaussianDensityModel(
                carrier.name(), carrier.provenance(), carrier.featureDomain(), carrier.outputDomain(), gaussian);
    }

    @Override
    public ModelProto serialize() {
        GaussianDensityModelProto.Builder builder = GaussianDensityModelProto.newBuilder()
                .setMetadata(createDataCarrier().serialize())
                .setCovariance(gaussian.covariance().name());
        Arrays.stream(gaussian.mean()).forEach(builder::addMean);
        Arrays.stream(gaussian.factor()).forEach(builder::addFactor);
        return ModelProto.newBuilder()
                .setVersion(CURRENT_VERSION)
                .setClassName(GaussianDensityModel.class.getName())
                .setSerializedData(Any.pack(builder.build()))
                .build();
    }

    /**
     * The mean.
     *
     * @return A copy, length D, by feature id.
     */
    public double[] getMean() {
        return gaussian.mean();
    }

    /**
     * The covariance with its ridge.
     *
     * @return A fresh symmetric matrix, shape {@code [D, D]}, by feature id.
     */
    public double[][] getCovariance() {
        return gaussian.covarianceMatrix();
    }

    @Override
    public Prediction<LogDensity> predict(Example<LogDensity> example) {
        double value = gaussian.logDensity(FeatureRows.of(example, featureIDMap));
        LogDensity output = new LogDensity(value, DensityKind.NORMALISED);
        return new Prediction<>(
                output,
                Collections.singletonMap(SCORE_KEY, output),
                FeatureRows.countKnown(example, featureIDMap),
                example,
                generatesProbabilities);
    }

    @Override
    public DensityKind densityKind() {
        return DensityKind.NORMALISED;
    }

    @Override
    public int dimension() {
        return gaussian.dimension();
    }

    @Override
    public float[][] toRows(Iterable<? extends Example<?>> examples) {
        List<float[]> rows = new ArrayList<>();
        for (Example<?> example : examples) {
            rows.add(FeatureRows.narrow(FeatureRows.of(example, featureIDMap)));
        }
        return rows.toArray(new float[0][]);
    }

    @Override
    public double[] logDensity(float[][] rows) {
        double[] values = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = gaussian.logDensity(FeatureRows.widen(rows[i], dimension(), i));
        }
        return values;
    }

    /** {@inheritDoc} Computed from the features in double precision, exactly as predictions are. */
    @Override
    public double[] logDensity(Iterable<? extends Example<?>> examples) {
        List<Double> values = new ArrayList<>();
        for (Example<?> example : examples) {
            values.add(gaussian.logDensity(FeatureRows.of(example, featureIDMap)));
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public boolean hasScore() {
        return true;
    }

    @Override
    public float[][] score(float[][] rows) {
        float[][] scores = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            scores[i] = FeatureRows.narrow(gaussian.score(FeatureRows.widen(rows[i], dimension(), i)));
        }
        return scores;
    }

    @Override
    public float[][] sample(int n, RandomGenerator rng) {
        checkCount(n);
        float[][] rows = new float[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = FeatureRows.narrow(gaussian.sample(rng));
        }
        return rows;
    }

    /** {@inheritDoc} They are the points of {@link #sample} before rounding to float, with the output OBSERVED. */
    @Override
    public List<Example<LogDensity>> sampleExamples(int n, RandomGenerator rng) {
        checkCount(n);
        String[] names = new String[dimension()];
        for (int i = 0; i < names.length; i++) {
            names[i] = featureIDMap.get(i).getName();
        }
        List<Example<LogDensity>> examples = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            examples.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names, gaussian.sample(rng)));
        }
        return examples;
    }

    private static void checkCount(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("n must be at least 0, found " + n);
        }
    }

    /** {@inheritDoc} A density has no features that speak for an output: the map is empty. */
    @Override
    public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
        return Collections.emptyMap();
    }

    @Override
    public Optional<Excuse<LogDensity>> getExcuse(Example<LogDensity> example) {
        return Optional.empty();
    }

    @Override
    protected GaussianDensityModel copy(String newName, ModelProvenance newProvenance) {
        return new GaussianDensityModel(newName, newProvenance, featureIDMap, outputIDInfo, gaussian);
    }
}
