/**
 * Evaluations that Tribuo lacks: calibration, out-of-distribution detection, adversarial robustness and mode coverage.
 *
 * <p>This package holds what they share: a {@link io.github.tribuogen.neural.evaluation.ComparisonTable} of several
 * models and the {@link io.github.tribuogen.neural.evaluation.ConfiguredEvaluationProvenance} of an evaluation that has
 * settings of its own. The sub-packages import this package, {@code density}, {@code model} and Tribuo, and never one another.
 */
package io.github.tribuogen.neural.evaluation;
