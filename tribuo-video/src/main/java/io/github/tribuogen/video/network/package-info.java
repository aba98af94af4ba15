/**
 * Networks of frames: the small preset of fully connected layers, networks for larger frames on a CPU (patches, profiles, and glimpses as in
 * DRAW, Gregor et al. 2015), and the convolutional networks of Grathwohl and Wilson (2016).
 *
 * <p>Depends on {@code tribuo-neural} only.
 */
package io.github.tribuogen.video.network;
