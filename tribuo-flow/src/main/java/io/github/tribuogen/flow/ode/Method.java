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

/** The Runge-Kutta methods by name, for configurations. */
public enum Method {
    /** Order 1, one stage. */
    EULER,
    /** Order 2, two stages. */
    MIDPOINT,
    /** Order 2 with an error estimate of order 1, two stages: the trapezoid rule. */
    HEUN,
    /** Bogacki and Shampine (1989): order 3 with an estimate of order 2, three stages a step. */
    BOSH3,
    /** The classic method of order 4, four stages. */
    RK4,
    /** Kutta's 3/8 rule of order 4, four stages; what torchdiffeq calls rk4. */
    RK38,
    /** Dormand and Prince (1980) with Shampine's error estimate: order 5, six stages a step. The paper's method. */
    DOPRI5,
    /** Tsitouras (2011): order 5 with an estimate of order 4, six stages a step. */
    TSIT5,
    /** Prince and Dormand (1981), RK8(7)13M: order 8, thirteen stages a step. */
    DOPRI8;

    /**
     * The coefficients.
     *
     * @return The tableau.
     */
    public Tableau tableau() {
        return Tableaux.of(this);
    }
}
