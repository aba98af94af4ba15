/**
 * Adversarial robustness: attacks on classifiers that can give the gradient of their loss, and accuracy against the
 * radius of the perturbation.
 *
 * <p>Everything here is plain Java on arrays of rows; the gradients themselves are the classifier's affair. May
 * depend on Tribuo, on the parent package and, for the neural classifier as a target, on {@code model}.
 */
package io.github.tribuogen.neural.evaluation.robustness;
