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

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;

/**
 * Backpropagation through the steps that the solver took: the forward solve keeps time, step and state before each step,
 * and a loop backwards computes each step again and applies its transposed Jacobian. Steps are held constant, as everywhere
 * in the literature. Memory: one state a step, rejected ones included.
 *
 * <p>The gradient by the times is the continuous one, {@code a(t1) f(t1, y(t1))} and {@code -a(t0) f(t0, y(t0))}, which
 * differs from that of the numbers by the solver's error.
 */
public final class Replay implements Differentiation {
    /** For OLCUT and for everybody else. */
    public Replay() {}

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Differentiation");
    }

    @Override
    public String toString() {
        return "Replay()";
    }
}
