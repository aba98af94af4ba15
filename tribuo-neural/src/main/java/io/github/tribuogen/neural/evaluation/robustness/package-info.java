/**
 * Adversarial robustness: attacks on classifiers that can give the gradient of their loss, and accuracy against the
 * radius of the perturbation.
 *
 * <p>Everything here is plain Java on arrays of rows; the gradients themselves are the classifier's affair. Depends on
 * Tribuo and the parent package only.
 */
package io.github.tribuogen.neural.evaluation.robustness;
