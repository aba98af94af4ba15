/**
 * Unnormalised log densities: as graphs, as parametric families to be fitted, and of given parameters; the joint energy of
 * a classifier's logits.
 *
 * <p>Depends on {@code tribuo-neural} alone.
 */
package io.github.tribuogen.ebm.energy;
