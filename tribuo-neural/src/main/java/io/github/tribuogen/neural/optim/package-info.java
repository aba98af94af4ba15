/**
 * Optimisers, learning-rate schedules, gradient clipping and weight averaging, all as graphs; their state is made of
 * variables.
 *
 * <p>Depends on {@code graph} and {@code nn}.
 */
package io.github.tribuogen.neural.optim;
