/**
 * Unnormalised log densities as graphs, and the joint energy of a classifier's logits.
 *
 * <p>Depends on {@code tribuo-neural}'s {@code graph}, {@code grad} and {@code nn} alone.
 */
package io.github.tribuogen.ebm.energy;
