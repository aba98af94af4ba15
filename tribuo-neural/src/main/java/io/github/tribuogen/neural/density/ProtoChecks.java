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

import org.tribuo.Output;
import org.tribuo.impl.ModelDataCarrier;

/** The checks that every deserialisation factory of this package makes. */
final class ProtoChecks {
    private ProtoChecks() {}

    static void version(int found, int newest) {
        if (found < 0 || found > newest) {
            throw new IllegalArgumentException(
                    "Unknown version " + found + ", this class supports versions 0 to " + newest);
        }
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException("Invalid protobuf, " + message);
        }
    }

    /** Checks the class of the outputs that a carrier speaks of, and casts it. */
    @SuppressWarnings("unchecked") // guarded by the loop over the domain
    static <T extends Output<T>> ModelDataCarrier<T> outputs(ModelDataCarrier<?> carrier, Class<T> type) {
        for (Object output : carrier.outputDomain().getDomain()) {
            require(
                    type.isInstance(output),
                    "found outputs of " + output.getClass().getName() + ", expected " + type.getName());
        }
        return (ModelDataCarrier<T>) carrier;
    }
}
