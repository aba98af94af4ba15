/**
 * Normalizing flows as Tribuo trainers and models: {@link io.github.tribuogen.flow.FlowTrainer} trains any {@link
 * io.github.tribuogen.flow.bijection.Bijection} by maximum likelihood.
 *
 * <p>Depends on the packages below it and on {@code tribuo-neural}.
 */
package io.github.tribuogen.flow;
