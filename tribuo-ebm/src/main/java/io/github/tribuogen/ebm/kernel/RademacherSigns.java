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

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/** Independent fair signs, for independent points. */
public final class RademacherSigns implements SignProcess {
    /** Independent signs. */
    public RademacherSigns() {}

    @Override
    public BitSet draw(int points, RandomGenerator rng) {
        long[] words = new long[(points + 63) / 64];
        for (int i = 0; i < words.length; i++) {
            words[i] = rng.nextLong();
        }
        BitSet signs = BitSet.valueOf(words);
        signs.clear(points, words.length * 64);
        return signs;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "SignProcess");
    }

    @Override
    public String toString() {
        return "RademacherSigns()";
    }
}
