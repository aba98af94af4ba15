/**
 * The joint energy-based classifier: its objective, one training step, trainer, model and test-time defence.
 *
 * <p>Depends on {@code energy}, {@code sampler}, {@code tribuo-neural} and Tribuo's classification.
 */
package io.github.tribuogen.ebm.jem;
