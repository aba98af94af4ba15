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
package io.github.tribuogen.flow.ode;

import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;

/**
 * The size of the first step, from the sizes of state and slope and one further evaluation that measures the curvature.
 *
 * <p>Source: Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, II.4, with the limits of torchdiffeq.
 */
final class InitialStep {
    private InitialStep() {}

    /**
     * The first step, above 0 and without direction: float64 of the shape of the norm.
     *
     * @param order The order of the method.
     */
    static Tensor size(
            int order,
            ErrorRatio ratio,
            PackedField field,
            Tensor t0,
            Tensor direction,
            Tensor y0,
            Tensor q0,
            PackedField.Slope f0) {
        boolean quadrature = q0 != null && ratio.countsQuadrature();
        Tensor tolerance = ratio.tolerance(y0.abs());
        Tensor quadratureTolerance = quadrature ? ratio.tolerance(q0.abs()) : null;
        Tensor d0 = ratio.norm(y0.div(tolerance), quadrature ? q0.div(quadratureTolerance) : null);
        Tensor d1 = ratio.norm(
                f0.state().div(tolerance), quadrature ? f0.quadrature().div(quadratureTolerance) : null);
        Tensor small = d0.less(d0.scalar(1e-5)).or(d1.less(d1.scalar(1e-5)));
        Tensor h0 = Tensors.where(small, d0.scalar(1e-6), d0.div(d1).mul(0.01));
        Tensor signed = h0.mul(direction);
        Tensor probe = y0.add(f0.state().mul(signed.cast(y0.dtype())));
        PackedField.Slope f1 = field.at(t0.add(signed).cast(y0.dtype()), probe);
        Tensor bend = ratio.norm(
                f1.state().sub(f0.state()).div(tolerance),
                quadrature ? f1.quadrature().sub(f0.quadrature()).div(quadratureTolerance) : null);
        Tensor d2 = bend.div(h0);
        Tensor steepest = d1.max(d2);
        Tensor flat = steepest.lessOrEqual(steepest.scalar(1e-15));
        Tensor h1 = Tensors.where(
                flat,
                h0.mul(1e-3).max(h0.scalar(1e-6)),
                steepest.reciprocal().mul(0.01).pow(1.0 / order));
        return h0.mul(100).min(h1);
    }
}
