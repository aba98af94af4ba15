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
package io.github.tribuogen.ebm.jem;

import java.util.SplittableRandom;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Two normal clusters in the plane, at (-2, 0) and (2, 0) with deviation 0.5. */
final class Clusters {
    static final LabelFactory FACTORY = new LabelFactory();

    private Clusters() {}

    static ArrayExample<Label> example(double x, double y, Label label) {
        return new ArrayExample<>(label, new String[] {"a", "b"}, new double[] {x, y});
    }

    static MutableDataset<Label> empty() {
        return new MutableDataset<>(new SimpleDataSourceProvenance("clusters", FACTORY), FACTORY);
    }

    /** Examples of which every {@code labelEvery}-th is labelled. */
    static MutableDataset<Label> draw(int n, long seed, int labelEvery) {
        SplittableRandom rng = new SplittableRandom(seed);
        MutableDataset<Label> data = empty();
        for (int i = 0; i < n; i++) {
            boolean left = i / labelEvery % 2 == 0;
            Label label = i % labelEvery == 0 ? new Label(left ? "left" : "right") : FACTORY.getUnknownOutput();
            data.add(example((left ? -2 : 2) + 0.5 * rng.nextGaussian(), 0.5 * rng.nextGaussian(), label));
        }
        return data;
    }
}
