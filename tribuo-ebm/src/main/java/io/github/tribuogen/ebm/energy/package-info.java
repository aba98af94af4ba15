/**
 * Unnormalised log densities as graphs, and the joint energy of a classifier's logits.
 *
 * <p>Depends on {@code tribuo-neural}'s {@code graph} and {@code grad} alone.
 */
package io.github.tribuogen.ebm.energy;
