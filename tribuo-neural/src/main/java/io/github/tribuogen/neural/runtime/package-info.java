/**
 * Running graphs on ONNX Runtime: devices, compiled functions, parameters, training loops, checkpoints.
 *
 * <p>Depends on {@code graph}, {@code grad}, {@code nn}, {@code optim} and {@code progress}; knows nothing of datasets or
 * models.
 */
package io.github.tribuogen.neural.runtime;
