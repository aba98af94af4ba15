/**
 * Evaluation of density models on held-out data: mean log density in nats with its standard error, bits per dimension,
 * extremes and counts. The package depends on the density package and Tribuo only.
 */
package io.github.tribuogen.neural.density.evaluation;
