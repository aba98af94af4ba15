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
package io.github.tribuogen.ebm.kernel;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Many draws of one of two numbers for each point: signs of a wild bootstrap, or memberships; one bit each. */
final class Signs {
    static final Signs NONE = new Signs(List.of(), 0, 0);

    private final long[][] draws;
    private final double unset;
    private final double set;

    Signs(List<BitSet> draws, double unset, double set) {
        this.draws = draws.stream().map(BitSet::toLongArray).toArray(long[][]::new);
        this.unset = unset;
        this.set = set;
    }

    int draws() {
        return draws.length;
    }

    /** [draws, to - from], for a range of the points. */
    HostTensor block(int from, int to) {
        int n = to - from;
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(draws.length * n, 8))
                .order(ByteOrder.LITTLE_ENDIAN);
        DoubleBuffer out = bytes.asDoubleBuffer();
        double[] row = new double[n];
        for (long[] words : draws) {
            Arrays.fill(row, unset);
            for (int i = from; i < to; i++) {
                // words end with the last bit that is set
                if (i >> 6 < words.length && (words[i >> 6] >>> i & 1) != 0) {
                    row[i - from] = set;
                }
            }
            out.put(row);
        }
        return HostTensor.wrap(DType.FLOAT64, bytes, draws.length, n);
    }
}
