/**
 * Networks: layers as pure functions of named parameters, initialisers, and configurable architectures.
 *
 * <p>Depends on {@code graph} and {@code grad} alone; knows nothing of training or of Tribuo's datasets.
 */
package io.github.tribuogen.neural.nn;
