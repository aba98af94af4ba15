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
package io.github.tribuogen.flow.cnf;

import io.github.tribuogen.neural.graph.Tensor;

/** The slope of f(z) - z: its Jacobian is that of f less the unit matrix. */
record Residual(Slope f) implements Slope {
    private double dimension() {
        return f.point().flatten(1).shape().size(1);
    }

    @Override
    public Tensor point() {
        return f.point();
    }

    @Override
    public Tensor value() {
        return f.value().sub(f.point());
    }

    @Override
    public Tensor times(Tensor directions) {
        return f.times(directions).sub(directions);
    }

    @Override
    public Tensor transposedTimes(Tensor directions) {
        return f.transposedTimes(directions).sub(directions);
    }

    @Override
    public Tensor trace() {
        return f.trace().sub(dimension());
    }

    @Override
    public Tensor bottleneckTrace(Tensor probes) {
        return f.bottleneckTrace(probes).sub(dimension());
    }
}
