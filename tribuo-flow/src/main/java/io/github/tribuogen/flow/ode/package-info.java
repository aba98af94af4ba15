/**
 * Ordinary differential equations inside a graph: solvers as data (Butcher tableaux), fixed and adaptive steps, dense
 * output, gradients by the adjoint or through the solver, counters of work.
 *
 * <p>Depends on the ground floor's {@code graph} and {@code grad} alone; every other package of this module may use it.
 */
package io.github.tribuogen.flow.ode;
