package io.github.tribuogen.neural.evaluation.calibration;

/** How the interval of confidences is cut into bins. */
public enum Binning {
    /** Bins of one width: {@code ((i/B, (i+1)/B]}, the first one closed on both sides. */
    EQUAL_WIDTH,
    /**
     * Bins of about equally many predictions, cut at quantiles. Predictions of one confidence share a bin, so that the
     * order of the predictions does not matter; bins can therefore be uneven, and fewer than asked.
     */
    EQUAL_MASS
}
