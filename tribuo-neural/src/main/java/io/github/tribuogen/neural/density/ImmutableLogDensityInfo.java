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
import io.github.tribuogen.neural.density.protos.LogDensityInfoProto;
import java.util.Iterator;
import java.util.List;
import java.util.logging.Logger;
import org.tribuo.ImmutableOutputInfo;

/**
 * A {@link LogDensityInfo} that no longer changes. Its one element has the id 0; every output that is not unknown is
 * equal to it.
 */
public final class ImmutableLogDensityInfo extends LogDensityInfo implements ImmutableOutputInfo<LogDensity> {
    private static final long serialVersionUID = 1L;

    private static final Logger logger = Logger.getLogger(ImmutableLogDensityInfo.class.getName());

    ImmutableLogDensityInfo(long observedCount, int unknownCount) {
        super(observedCount, unknownCount);
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
    public static ImmutableLogDensityInfo deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ProtoChecks.version(version, CURRENT_VERSION);
        LogDensityInfoProto proto = message.unpack(LogDensityInfoProto.class);
        check(proto);
        return new ImmutableLogDensityInfo(proto.getObservedCount(), proto.getUnknownCount());
    }

    @Override
    public int getID(LogDensity output) {
        return output.isUnknown() ? -1 : 0;
    }

    @Override
    public LogDensity getOutput(int id) {
        if (id != 0) {
            logger.info("No entry found for id " + id + ", expected 0");
            return null;
        }
        return LogDensityFactory.OBSERVED;
    }

    @Override
    public long getTotalObservations() {
        return observedCount;
    }

    @Override
    public boolean domainAndIDEquals(ImmutableOutputInfo<LogDensity> other) {
        return other.size() == 1 && other.getID(LogDensityFactory.OBSERVED) == 0;
    }

    @Override
    public Iterator<Pair<Integer, LogDensity>> iterator() {
        return List.of(new Pair<>(0, LogDensityFactory.OBSERVED)).iterator();
    }

    @Override
    public ImmutableLogDensityInfo copy() {
        return new ImmutableLogDensityInfo(observedCount, unknownCount);
    }
}
