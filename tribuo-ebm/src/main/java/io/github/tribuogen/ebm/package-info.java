/**
 * Energy-based models: joint energy-based classifiers after Grathwohl et al., "Your Classifier is Secretly an Energy
 * Based Model and You Should Treat it Like One" (ICLR 2020), their samplers, replay buffer and trainers.
 *
 * <p>Depends on {@code tribuo-neural} and on Tribuo's classification; no other method family.
 */
package io.github.tribuogen.ebm;
