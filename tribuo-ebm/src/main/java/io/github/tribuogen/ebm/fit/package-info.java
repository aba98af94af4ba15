/**
 * Fits unnormalised densities without sampling them: one trainer, whose objective is a component. Learned Stein discrepancy,
 * score matching, noise contrast, kernel Stein discrepancy, maximum likelihood.
 *
 * <p>Depends on {@code energy}, {@code sampler} and {@code tribuo-neural}.
 */
package io.github.tribuogen.ebm.fit;
