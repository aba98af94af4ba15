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
package io.github.tribuogen.neural.evaluation.robustness;

import java.util.Optional;

/** A classifier whose features are held to a narrower range than its own. */
final class NarrowedClassifier implements DifferentiableClassifier {
    private final DifferentiableClassifier inner;
    private final float low;
    private final float high;

    NarrowedClassifier(DifferentiableClassifier inner, double low, double high) {
        this.inner = inner;
        this.low = Math.max(inner.lowerBound(), (float) low);
        this.high = Math.min(inner.upperBound(), (float) high);
    }

    @Override
    public int numClasses() {
        return inner.numClasses();
    }

    @Override
    public int numFeatures() {
        return inner.numFeatures();
    }

    @Override
    public float lowerBound() {
        return low;
    }

    @Override
    public float upperBound() {
        return high;
    }

    @Override
    public float[][] logits(float[][] rows) {
        return inner.logits(rows);
    }

    @Override
    public float[][] lossGradient(float[][] rows, int[] labels) {
        return inner.lossGradient(rows, labels);
    }

    @Override
    public <C> Optional<C> capability(Class<C> type) {
        return inner.capability(type);
    }
}
