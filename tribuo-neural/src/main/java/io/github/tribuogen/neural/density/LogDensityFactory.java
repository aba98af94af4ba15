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
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.github.tribuogen.neural.density.evaluation.LogDensityEvaluator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.MutableOutputInfo;
import org.tribuo.OutputFactory;
import org.tribuo.protos.core.OutputFactoryProto;
import org.tribuo.provenance.OutputFactoryProvenance;

/** The factory of {@link LogDensity} outputs, and the home of the two sentinels. */
public final class LogDensityFactory implements OutputFactory<LogDensity> {
    private static final long serialVersionUID = 1L;

    /** Protobuf serialisation version. */
    public static final int CURRENT_VERSION = 0;

    /** The ground truth of data: something that happened, of which the density is to be learned or evaluated. */
    public static final LogDensity OBSERVED = LogDensity.sentinel(LogDensity.OBSERVED_NAME);

    /** Tribuo's unknown output, for examples at prediction time. */
    public static final LogDensity UNKNOWN = LogDensity.sentinel(LogDensity.UNKNOWN_NAME);

    private static final Pattern ESTIMATE = Pattern.compile("(NORMALISED|UNNORMALISED|LOWER_BOUND)=([^;]+)(?:;(.+))?");

    /** Makes a factory. */
    public LogDensityFactory() {}

    /**
     * Deserialisation factory.
     *
     * @param version The serialised object version.
     * @param className The class name.
     * @param message The serialised data, empty.
     * @return The deserialised object.
     */
    public static LogDensityFactory deserializeFromProto(int version, String className, Any message) {
        ProtoChecks.version(version, CURRENT_VERSION);
        ProtoChecks.require(message.getValue().isEmpty(), "a LogDensityFactory carries no data");
        return new LogDensityFactory();
    }

    @Override
    public OutputFactoryProto serialize() {
        return OutputFactoryProto.newBuilder()
                .setVersion(CURRENT_VERSION)
                .setClassName(LogDensityFactory.class.getName())
                .build();
    }

    /**
     * Makes an output of whatever a response column holds.
     *
     * @param <V> The type of the response.
     * @param response A {@link LogDensity}, which is copied, or anything with a {@code toString}: {@code UNKNOWN} in any
     *     case gives the unknown output, what {@link LogDensity#getSerializableForm} writes gives that estimate, and
     *     everything else gives {@link #OBSERVED}, so that a labelled table serves as density data unchanged.
     * @return The output.
     * @throws IllegalArgumentException If the response is null, or begins like an estimate and holds no number.
     */
    @Override
    public <V> LogDensity generateOutput(V response) {
        if (response == null) {
            throw new IllegalArgumentException("response must not be null, expected a value such as 'OBSERVED'");
        }
        if (response instanceof LogDensity) {
            return ((LogDensity) response).copy();
        }
        String text = response.toString().trim();
        if (text.equalsIgnoreCase(LogDensity.UNKNOWN_NAME)) {
            return UNKNOWN;
        }
        Matcher matcher = ESTIMATE.matcher(text);
        if (!matcher.matches()) {
            return OBSERVED;
        }
        double value = Double.parseDouble(matcher.group(2));
        double error = matcher.group(3) == null ? Double.NaN : Double.parseDouble(matcher.group(3));
        return new LogDensity(value, DensityKind.valueOf(matcher.group(1)), error);
    }

    @Override
    public LogDensity getUnknownOutput() {
        return UNKNOWN;
    }

    @Override
    public MutableOutputInfo<LogDensity> generateInfo() {
        return new MutableLogDensityInfo();
    }

    /**
     * The domain of a model trained elsewhere.
     *
     * @param mapping The one output, {@link #OBSERVED}, with the id 0.
     * @return A domain without observations.
     * @throws IllegalArgumentException If the mapping is another one.
     */
    @Override
    public ImmutableOutputInfo<LogDensity> constructInfoForExternalModel(Map<LogDensity, Integer> mapping) {
        OutputFactory.validateMapping(mapping);
        if (mapping.size() != 1 || mapping.get(OBSERVED) == null) {
            throw new IllegalArgumentException(
                    "A density model has the one output OBSERVED with id 0, found " + mapping);
        }
        return new ImmutableLogDensityInfo(0L, 0);
    }

    @Override
    public LogDensityEvaluator getEvaluator() {
        return new LogDensityEvaluator();
    }

    @Override
    public Class<LogDensity> getTypeWitness() {
        return LogDensity.class;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof LogDensityFactory;
    }

    @Override
    public int hashCode() {
        return LogDensityFactory.class.hashCode();
    }

    @Override
    public OutputFactoryProvenance getProvenance() {
        return new LogDensityFactoryProvenance();
    }

    /** Provenance of a {@link LogDensityFactory}, which has no settings. */
    public static final class LogDensityFactoryProvenance implements OutputFactoryProvenance {
        private static final long serialVersionUID = 1L;

        LogDensityFactoryProvenance() {}

        /**
         * Makes a provenance of its marshalled form.
         *
         * @param map The values, of which none is read.
         */
        public LogDensityFactoryProvenance(Map<String, Provenance> map) {}

        @Override
        public String getClassName() {
            return LogDensityFactory.class.getName();
        }

        @Override
        public String toString() {
            return generateString("OutputFactory");
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof LogDensityFactoryProvenance;
        }

        @Override
        public int hashCode() {
            return LogDensityFactoryProvenance.class.hashCode();
        }
    }
}
