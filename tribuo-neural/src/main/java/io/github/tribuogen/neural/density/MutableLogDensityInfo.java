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
import io.github.tribuogen.neural.density.protos.LogDensityInfoProto;
import org.tribuo.MutableOutputInfo;

/** A {@link LogDensityInfo} that counts as examples arrive. */
public final class MutableLogDensityInfo extends LogDensityInfo implements MutableOutputInfo<LogDensity> {
    private static final long serialVersionUID = 1L;

    MutableLogDensityInfo() {
        this(0L, 0);
    }

    MutableLogDensityInfo(long observedCount, int unknownCount) {
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
    public static MutableLogDensityInfo deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        ProtoChecks.version(version, CURRENT_VERSION);
        LogDensityInfoProto proto = message.unpack(LogDensityInfoProto.class);
        check(proto);
        return new MutableLogDensityInfo(proto.getObservedCount(), proto.getUnknownCount());
    }

    @Override
    public void observe(LogDensity output) {
        // Not by identity: an unknown that was saved and loaded is still unknown.
        if (output.isUnknown()) {
            unknownCount++;
        } else {
            observedCount++;
        }
    }

    @Override
    public void clear() {
        observedCount = 0L;
        unknownCount = 0;
    }

    @Override
    public MutableLogDensityInfo copy() {
        return new MutableLogDensityInfo(observedCount, unknownCount);
    }
}
