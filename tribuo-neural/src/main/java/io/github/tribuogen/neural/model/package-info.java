/**
 * The Tribuo face of neural models: the ritual of training, prediction, serialisation and ONNX export held once, and the
 * plain neural classifier and regressor.
 *
 * <p>Depends on {@code runtime} and everything below it, {@code data}, {@code density} and {@code progress}.
 */
package io.github.tribuogen.neural.model;
