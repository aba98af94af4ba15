/**
 * Kernel tests of goodness of fit: the kernelised Stein discrepancy in full and linear time, aggregated over bandwidths, and
 * at a finite set of points, and the maximum mean discrepancy to draws of the model.
 *
 * <p>Depends on {@code ebm.stein} for the face of the tests, and on {@code tribuo-neural}.
 */
package io.github.tribuogen.ebm.kernel;
