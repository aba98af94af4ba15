/**
 * Out-of-distribution and anomaly detection judged by ranking: AUROC, average precision and the false positive rate at a
 * given true positive rate.
 *
 * <p>The convention everywhere in this package: <em>a higher score means more in-distribution</em>, and in-distribution
 * is the positive class. May depend on the parent package, on {@code density} and on Tribuo.
 */
package io.github.tribuogen.neural.evaluation.ood;
