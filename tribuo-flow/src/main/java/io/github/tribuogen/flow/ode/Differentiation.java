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

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;

/**
 * How a solve is differentiated.
 *
 * <ul>
 *   <li>{@link Adjoint}: a second solve backwards in time; its memory does not grow with the number of steps.
 *   <li>{@link Replay}: backpropagation through the accepted steps, one at a time; the gradient of the numbers that were
 *       computed. Its memory is a state for each step.
 *   <li>{@link Unrolled}: fixed steps written out, for gradients of any order.
 * </ul>
 */
public sealed interface Differentiation extends Configurable, Provenancable<ConfiguredObjectProvenance>
        permits Adjoint, Replay, Unrolled {}
