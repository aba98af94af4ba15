/**
 * Markov chains on any unnormalised density, each built as one loop node of the graph, and the memory they start from:
 * the replay buffer, or fresh starts.
 *
 * <p>Depends on {@code energy} and on {@code tribuo-neural}'s {@code graph} and {@code nn}.
 */
package io.github.tribuogen.ebm.sampler;
