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
package io.github.tribuogen.neural.evaluation.ood;

import io.github.tribuogen.neural.density.LogDensityModel;
import org.tribuo.Model;

/** Finds the density of a model, or says plainly that there is none. */
final class DensityCapability {

    private DensityCapability() {}

    static LogDensityModel of(Model<?> model, String score) {
        if (model instanceof LogDensityModel density) {
            return density;
        }
        throw new IllegalArgumentException("the score " + score
                + " needs a model that implements "
                + LogDensityModel.class.getSimpleName()
                + ", but '"
                + model.getName()
                + "' ("
                + model.getClass().getName()
                + ") does not");
    }
}
