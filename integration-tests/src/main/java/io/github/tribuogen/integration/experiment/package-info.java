/**
 * Experiments as configured objects: train several classifiers on the same data, judge them side by side, and write a
 * report of tables, pictures, models and provenance.
 *
 * <p>Depends on every module; nothing depends on it.
 */
package io.github.tribuogen.integration.experiment;
