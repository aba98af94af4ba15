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
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.github.tribuogen.neural.density.protos.LogDensityInfoProto;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.tribuo.OutputInfo;
import org.tribuo.protos.core.OutputDomainProto;

/**
 * The output domain of {@link LogDensity}: it holds one element, {@link LogDensityFactory#OBSERVED}, however many
 * examples were seen (even none), and counts the observed and the unknown examples.
 */
public abstract class LogDensityInfo implements OutputInfo<LogDensity> {
    private static final long serialVersionUID = 1L;

    /** Protobuf serialisation version. */
    public static final int CURRENT_VERSION = 0;

    /** The number of examples that are data. */
    protected long observedCount;

    /** The number of examples with the unknown output. */
    protected int unknownCount;

    LogDensityInfo(long observedCount, int unknownCount) {
        this.observedCount = observedCount;
        this.unknownCount = unknownCount;
    }

    /**
     * The number of examples that are data.
     *
     * @return How many known outputs were observed.
     */
    public long getObservedCount() {
        return observedCount;
    }

    /** {@inheritDoc} The set is fresh, mutable and never empty: reproduction tools add to it and take from it. */
    @Override
    public Set<LogDensity> getDomain() {
        Set<LogDensity> domain = new HashSet<>();
        domain.add(LogDensityFactory.OBSERVED);
        return domain;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public int getUnknownCount() {
        return unknownCount;
    }

    @Override
    public ImmutableLogDensityInfo generateImmutableOutputInfo() {
        return new ImmutableLogDensityInfo(observedCount, unknownCount);
    }

    @Override
    public MutableLogDensityInfo generateMutableOutputInfo() {
        return new MutableLogDensityInfo(observedCount, unknownCount);
    }

    @Override
    public abstract LogDensityInfo copy();

    @Override
    public Iterable<Pair<String, Long>> outputCountsIterable() {
        return List.of(new Pair<>(LogDensity.OBSERVED_NAME, observedCount));
    }

    @Override
    public String toReadableString() {
        return toString();
    }

    @Override
    public OutputDomainProto serialize() {
        LogDensityInfoProto proto = LogDensityInfoProto.newBuilder()
                .setObservedCount(observedCount)
                .setUnknownCount(unknownCount)
                .build();
        return OutputDomainProto.newBuilder()
                .setVersion(CURRENT_VERSION)
                .setClassName(getClass().getName())
                .setSerializedData(Any.pack(proto))
                .build();
    }

    static void check(LogDensityInfoProto proto) {
        ProtoChecks.require(
                proto.getObservedCount() >= 0 && proto.getUnknownCount() >= 0,
                "found " + proto.getObservedCount() + " observed and " + proto.getUnknownCount()
                        + " unknown outputs, expected counts of at least 0");
    }

    @Override
    public boolean equals(Object o) {
        if (o == null || o.getClass() != getClass()) {
            return false;
        }
        LogDensityInfo other = (LogDensityInfo) o;
        return observedCount == other.observedCount && unknownCount == other.unknownCount;
    }

    @Override
    public int hashCode() {
        return Objects.hash(getClass(), observedCount, unknownCount);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(observed=" + observedCount + ",unknown=" + unknownCount + ")";
    }
}
