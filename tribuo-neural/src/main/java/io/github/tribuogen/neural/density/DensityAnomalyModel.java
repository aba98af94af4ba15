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
import io.github.tribuogen.neural.density.protos.DensityAnomalyModelProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.anomaly.Event;
import org.tribuo.anomaly.Event.EventType;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.ModelProvenance;

/**
 * A density model with a threshold.
 *
 * <p>With {@code s = log p(x) - threshold}, in nats, the output is {@code Event(EXPECTED, s)} if {@code s >= 0} and
 * {@code Event(ANOMALOUS, s)} if {@code s < 0}, the sign that Tribuo's other anomaly detectors give. The score map holds
 * what speaks for each type, so that its greater entry is the output's type: EXPECTED has the score s, ANOMALOUS has -s.
 *
 * <p>Closing this model closes its density model, if that can be closed.
 */
public final class DensityAnomalyModel extends Model<Event> implements AutoCloseable {
    private static final long serialVersionUID = 1L;

    /** Protobuf serialisation version. */
    public static final int CURRENT_VERSION = 0;

    private final Model<LogDensity> densityModel;
    private final double threshold;

    DensityAnomalyModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<Event> outputs,
            Model<LogDensity> densityModel,
            double threshold) {
        super(name, provenance, features, outputs, false);
        this.densityModel = densityModel;
        this.threshold = threshold;
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
    public static DensityAnomalyModel deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ProtoChecks.version(version, CURRENT_VERSION);
        DensityAnomalyModelProto proto = message.unpack(DensityAnomalyModelProto.class);
        ModelDataCarrier<Event> carrier =
                ProtoChecks.outputs(ModelDataCarrier.deserialize(proto.getMetadata()), Event.class);
        ProtoChecks.require(
                Double.isFinite(proto.getThreshold()),
                "found the threshold " + proto.getThreshold() + ", expected a finite number");
        ProtoChecks.require(proto.hasDensityModel(), "found no density model");
        Model<?> nested = Model.deserialize(proto.getDensityModel());
        ProtoChecks.require(
                nested.validate(LogDensity.class),
                "found a nested model of class " + nested.getClass().getName()
                        + ", expected one whose outputs are LogDensity");
        return new DensityAnomalyModel(
                carrier.name(),
                carrier.provenance(),
                carrier.featureDomain(),
                carrier.outputDomain(),
                nested.castModel(LogDensity.class),
                proto.getThreshold());
    }

    @Override
    public ModelProto serialize() {
        DensityAnomalyModelProto proto = DensityAnomalyModelProto.newBuilder()
                .setMetadata(createDataCarrier().serialize())
                .setDensityModel(densityModel.serialize())
                .setThreshold(threshold)
                .build();
        return ModelProto.newBuilder()
                .setVersion(CURRENT_VERSION)
                .setClassName(DensityAnomalyModel.class.getName())
                .setSerializedData(Any.pack(proto))
                .build();
    }

    /**
     * The density model inside, which may also be a {@link LogDensityModel} and a {@link SamplingModel}.
     *
     * @return The density model itself, not a copy.
     */
    public Model<LogDensity> getDensityModel() {
        return densityModel;
    }

    /**
     * The threshold.
     *
     * @return The log density, in nats, below which an example is an anomaly.
     */
    public double getThreshold() {
        return threshold;
    }

    /** The log densities of examples of any output type, by the capability if the model has it, else by prediction. */
    static double[] logDensity(Model<LogDensity> model, List<? extends Example<?>> examples) {
        if (model instanceof LogDensityModel) {
            return ((LogDensityModel) model).logDensity(examples);
        }
        List<Example<LogDensity>> observed = new ArrayList<>(examples.size());
        for (Example<?> example : examples) {
            observed.add(ObservedData.of(example));
        }
        return model.predict(observed).stream()
                .mapToDouble(p -> p.getOutput().getValue())
                .toArray();
    }

    @Override
    public Prediction<Event> predict(Example<Event> example) {
        return innerPredict(List.of(example)).get(0);
    }

    /** Predicts all examples in one call of the density model. */
    @Override
    protected List<Prediction<Event>> innerPredict(Iterable<Example<Event>> examples) {
        List<Example<Event>> list = new ArrayList<>();
        examples.forEach(list::add);
        double[] logDensities = logDensity(densityModel, list);
        List<Prediction<Event>> predictions = new ArrayList<>(list.size());
        for (int i = 0; i < logDensities.length; i++) {
            predictions.add(prediction(list.get(i), logDensities[i] - threshold));
        }
        return predictions;
    }

    private Prediction<Event> prediction(Example<Event> example, double score) {
        EventType type = score < 0.0 ? EventType.ANOMALOUS : EventType.EXPECTED;
        Map<String, Event> scores = new LinkedHashMap<>();
        scores.put(EventType.EXPECTED.toString(), new Event(EventType.EXPECTED, score));
        scores.put(EventType.ANOMALOUS.toString(), new Event(EventType.ANOMALOUS, -score));
        return new Prediction<>(
                new Event(type, score),
                scores,
                FeatureRows.countKnown(example, featureIDMap),
                example,
                generatesProbabilities);
    }

    /** {@inheritDoc} A density has no features that speak for an event type: the map is empty. */
    @Override
    public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
        return Collections.emptyMap();
    }

    @Override
    public Optional<Excuse<Event>> getExcuse(Example<Event> example) {
        return Optional.empty();
    }

    @Override
    protected DensityAnomalyModel copy(String newName, ModelProvenance newProvenance) {
        return new DensityAnomalyModel(
                newName, newProvenance, featureIDMap, outputIDInfo, densityModel.copy(), threshold);
    }

    /** Closes the density model if it holds native resources; predictions then fail as that model's do. */
    @Override
    public void close() {
        if (densityModel instanceof AutoCloseable) {
            try {
                ((AutoCloseable) densityModel).close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("The density model could not be closed", e);
            }
        }
    }
}
