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
import io.github.tribuogen.neural.density.protos.LogDensityProto;
import java.util.Locale;
import java.util.Objects;
import org.tribuo.Output;
import org.tribuo.protos.core.OutputProto;

/**
 * The log density log p(x) of an example, in nats, as a Tribuo output.
 *
 * <p>A value is one of three things: an <em>estimate</em>, made by a model, which has a value, a {@link DensityKind} and
 * possibly a standard error; {@link LogDensityFactory#OBSERVED}, the ground truth of data that is simply there; or
 * {@link LogDensityFactory#UNKNOWN}, Tribuo's unknown output. Data to train on and to evaluate on is OBSERVED: Tribuo's
 * evaluators refuse the unknown output.
 *
 * <p>As in all of Tribuo, {@code equals} and {@code hashCode} ignore what a model scored: two values are equal when both
 * are unknown, or when neither is. Use {@link #fullEquals(LogDensity, double)} to compare the numbers. Instances are
 * immutable.
 */
public final class LogDensity implements Output<LogDensity> {
    private static final long serialVersionUID = 1L;

    /** Protobuf serialisation version. */
    public static final int CURRENT_VERSION = 0;

    static final String OBSERVED_NAME = "OBSERVED";
    static final String UNKNOWN_NAME = "UNKNOWN";

    /** The kind of an estimate, or the name of a sentinel. */
    private final String tag;

    private final double value;
    private final double standardError;

    /**
     * An exact log density.
     *
     * @param value The log density in nats; infinities are allowed, NaN is not.
     * @param kind What the value means.
     * @throws IllegalArgumentException If the value is NaN.
     */
    public LogDensity(double value, DensityKind kind) {
        this(value, kind, Double.NaN);
    }

    /**
     * A log density with a standard error.
     *
     * @param value The log density in nats; infinities are allowed, NaN is not.
     * @param kind What the value means.
     * @param standardError The standard error of the value in nats, at least zero, or NaN if the value is exact.
     * @throws IllegalArgumentException If the value is NaN or the standard error is negative.
     */
    public LogDensity(double value, DensityKind kind, double standardError) {
        this(Objects.requireNonNull(kind, "kind").name(), value, standardError);
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("value must be a number, found NaN");
        }
        if (standardError < 0.0) {
            throw new IllegalArgumentException(
                    "standardError must be at least 0, or NaN for an exact value, found " + standardError);
        }
    }

    private LogDensity(String tag, double value, double standardError) {
        this.tag = tag;
        this.value = value;
        this.standardError = standardError;
    }

    static LogDensity sentinel(String name) {
        return new LogDensity(name, Double.NaN, Double.NaN);
    }

    /**
     * Is this the unknown output?
     *
     * @return True if nothing is known of the example.
     */
    public boolean isUnknown() {
        return tag.equals(UNKNOWN_NAME);
    }

    /**
     * Is this the ground truth of data?
     *
     * @return True if the example is an observation without a value.
     */
    public boolean isObserved() {
        return tag.equals(OBSERVED_NAME);
    }

    /**
     * Does this carry a value?
     *
     * @return True for estimates, false for the sentinels OBSERVED and UNKNOWN.
     */
    public boolean hasValue() {
        return !isUnknown() && !isObserved();
    }

    /**
     * The log density.
     *
     * @return The log density in nats, or NaN for a sentinel.
     */
    public double getValue() {
        return value;
    }

    /**
     * The kind of the density.
     *
     * @return The kind.
     * @throws IllegalStateException If this is a sentinel, see {@link #hasValue()}.
     */
    public DensityKind getKind() {
        if (!hasValue()) {
            throw new IllegalStateException("Only an estimate has a kind, found the sentinel " + tag);
        }
        return DensityKind.valueOf(tag);
    }

    /**
     * The standard error of the value.
     *
     * @return The standard error in nats, or NaN if the value is exact or this is a sentinel.
     */
    public double getStandardError() {
        return standardError;
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
    public static LogDensity deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ProtoChecks.version(version, CURRENT_VERSION);
        LogDensityProto proto = message.unpack(LogDensityProto.class);
        String kind = proto.getKind();
        if (kind.equals(UNKNOWN_NAME) || kind.equals(OBSERVED_NAME)) {
            return sentinel(kind);
        }
        try {
            return new LogDensity(proto.getValue(), DensityKind.valueOf(kind), proto.getStandardError());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Invalid protobuf, found the log density " + proto.getValue() + " of kind '" + kind
                            + "' with standard error " + proto.getStandardError(),
                    e);
        }
    }

    @Override
    public OutputProto serialize() {
        LogDensityProto proto = LogDensityProto.newBuilder()
                .setValue(value)
                .setKind(tag)
                .setStandardError(standardError)
                .build();
        return OutputProto.newBuilder()
                .setVersion(CURRENT_VERSION)
                .setClassName(LogDensity.class.getName())
                .setSerializedData(Any.pack(proto))
                .build();
    }

    @Override
    public LogDensity copy() {
        return new LogDensity(tag, value, standardError);
    }

    /**
     * The text of this output as {@link LogDensityFactory#generateOutput} reads it back.
     *
     * @param includeConfidence Whether to add the standard error.
     * @return {@code OBSERVED}, {@code UNKNOWN}, or such as {@code NORMALISED=-3.2} or {@code LOWER_BOUND=-3.2;0.1}.
     */
    @Override
    public String getSerializableForm(boolean includeConfidence) {
        if (!hasValue()) {
            return tag;
        }
        String form = tag + "=" + value;
        return includeConfidence && !Double.isNaN(standardError) ? form + ";" + standardError : form;
    }

    @Override
    public boolean fullEquals(LogDensity other) {
        return fullEquals(other, 0.0);
    }

    /**
     * Compares kind, value and standard error.
     *
     * @param other The other output.
     * @param tolerance The greatest allowed absolute difference in nats.
     * @return True if they agree; NaN agrees with NaN, an infinity with itself.
     */
    @Override
    public boolean fullEquals(LogDensity other, double tolerance) {
        return other != null
                && tag.equals(other.tag)
                && near(value, other.value, tolerance)
                && near(standardError, other.standardError, tolerance);
    }

    private static boolean near(double a, double b, double tolerance) {
        // The first test serves infinities and NaN, whose difference is NaN.
        return Double.compare(a, b) == 0 || Math.abs(a - b) <= tolerance;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof LogDensity && isUnknown() == ((LogDensity) o).isUnknown();
    }

    @Override
    public int hashCode() {
        return Boolean.hashCode(isUnknown());
    }

    @Override
    public String toString() {
        if (!hasValue()) {
            return tag;
        }
        String number = String.format(Locale.ROOT, "%.6g", value);
        return Double.isNaN(standardError)
                ? "(" + tag + "," + number + " nats)"
                : "(" + tag + "," + number + " +- " + String.format(Locale.ROOT, "%.3g", standardError) + " nats)";
    }
}
