/**
 * Differentiation of graphs: gradients of any order, vector-Jacobian and Jacobian-vector products, Hessian-vector
 * products, trace estimators.
 *
 * <p>A gradient is built from the same operators as the function, so everything here can be applied to its own results.
 * Depends on {@code graph} alone.
 */
package io.github.tribuogen.neural.grad;
