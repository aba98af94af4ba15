/**
 * Invertible maps between data and base as graphs, with their log-determinants, and their composition.
 *
 * <p>Depends on {@code tribuo-neural}'s {@code graph}, {@code grad} and {@code nn} alone.
 */
package io.github.tribuogen.flow.bijection;
