/**
 * Networks of frames: the small preset of fully connected layers and the convolutional networks of Grathwohl and Wilson (2016).
 *
 * <p>Depends on {@code tribuo-neural} only.
 */
package io.github.tribuogen.video.network;
