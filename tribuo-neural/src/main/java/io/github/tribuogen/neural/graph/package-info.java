/**
 * Computations as immutable references: tensors, operators with their gradient rules, control flow, random streams, and
 * the ONNX writer.
 *
 * <p>An operator's ONNX form, type rule and gradient rule stand in one place; {@link
 * io.github.tribuogen.neural.graph.OperatorRegistry} lists them all. The package depends on nothing but protobuf and the
 * ONNX messages that come with Tribuo.
 */
package io.github.tribuogen.neural.graph;
