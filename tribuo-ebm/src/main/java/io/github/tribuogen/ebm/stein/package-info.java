/**
 * Goodness of fit by Stein's identity: do points come from a model, of which only the score is needed? The face of all such
 * tests, and the learned Stein discrepancy.
 *
 * <p>Depends on {@code tribuo-neural} alone; the kernel tests build on it.
 */
package io.github.tribuogen.ebm.stein;
