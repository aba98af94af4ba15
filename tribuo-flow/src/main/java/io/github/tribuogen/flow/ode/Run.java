package io.github.tribuogen.flow.ode;

import io.github.tribuogen.neural.graph.Tensor;

/**
 * What an integration of a packed field gives.
 *
 * @param end The state at the end time [B, W].
 * @param quadrature The quadratures at the end time [1, P], or null.
 * @param counters What it took.
 * @param tape The steps, or null if they were not recorded.
 */
record Run(Tensor end, Tensor quadrature, Counters counters, Tape tape) {
    /**
     * The steps of a solve in order.
     *
     * @param states The states before the steps [N, B, W].
     * @param times The times before the steps, float64 [N] or [N, B, 1].
     * @param steps The steps with their sign, zero where rejected, float64 [N] or [N, B, 1].
     * @param count N, int64 of shape []; at least 1.
     * @param overstepped Is the end inside the last step, to be interpolated?
     */
    record Tape(Tensor states, Tensor times, Tensor steps, Tensor count, boolean overstepped) {}
}
