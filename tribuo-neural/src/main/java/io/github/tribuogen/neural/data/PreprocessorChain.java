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
package io.github.tribuogen.neural.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Preprocessors applied one after another, each fitted on what the ones before it make of the training data. An empty
 * chain is the identity.
 *
 * <p>The usual chain for pixels 0..255 of a density model: {@link Dequantisation}, {@link AffineScaling} by 1/256,
 * {@link LogitTransform}.
 */
public final class PreprocessorChain implements Preprocessor {

    @Config(description = "The parts, in the order in which they are applied.")
    private List<Preprocessor> parts = new ArrayList<>();

    @Config(description = "Seed of the noise that the later parts are fitted with.")
    private long seed = 1L;

    /** The identity. Also for OLCUT. */
    public PreprocessorChain() {}

    /**
     * A chain of parts.
     *
     * @param parts the parts, in the order in which they are applied.
     */
    public PreprocessorChain(List<? extends Preprocessor> parts) {
        this(parts, 1L);
    }

    /**
     * A chain of parts with a seed.
     *
     * @param parts the parts, in the order in which they are applied.
     * @param seed the seed of the noise that the later parts are fitted with.
     */
    public PreprocessorChain(List<? extends Preprocessor> parts, long seed) {
        this.parts = new ArrayList<>(parts);
        this.seed = seed;
    }

    @Override
    public FittedPreprocessor fit(float[] data, int rows, int columns) {
        Rows.checkForFit(data, rows, columns);
        SplittableRandom random = new SplittableRandom(seed);
        List<FittedPreprocessor> fitted = new ArrayList<>();
        float[] current = data;
        for (Preprocessor part : parts) {
            FittedPreprocessor next = part.fit(current, rows, columns);
            current = next.transform(current, rows, random).values();
            fitted.add(next);
        }
        return new FittedChain(columns, fitted);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Preprocessor");
    }

    @Override
    public String toString() {
        return "PreprocessorChain" + parts;
    }
}
