/**
 * Calibration of classifiers: do predicted probabilities mean what they say?
 *
 * <p>{@link io.github.tribuogen.neural.evaluation.calibration.CalibrationErrors} and
 * {@link io.github.tribuogen.neural.evaluation.calibration.ScoringRules} are pure functions of arrays;
 * {@link io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluator} is their Tribuo face. Depends on
 * Tribuo and the parent package only.
 */
package io.github.tribuogen.neural.evaluation.calibration;
