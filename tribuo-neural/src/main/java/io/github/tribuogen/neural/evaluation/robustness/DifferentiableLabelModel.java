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

import org.tribuo.Example;

/**
 * The capability of a {@code Model<Label>} to be attacked: a differentiable classifier that also knows how Tribuo's
 * examples lie in its rows.
 */
public interface DifferentiableLabelModel extends DifferentiableClassifier {

    /**
     * Lays examples out as rows, in the order of the model's own layout.
     *
     * @param examples the examples, of any output type.
     * @return the rows, [n, D], in the order of the examples.
     * @throws IllegalArgumentException if an example shares no feature with the model or has a value that is not finite.
     */
    float[][] toRows(Iterable<? extends Example<?>> examples);
}
