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
