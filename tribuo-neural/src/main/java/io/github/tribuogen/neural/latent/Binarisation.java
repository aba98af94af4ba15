/*
 * Copyright 2026 The Tribuo Generative authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.tribuogen.neural.latent;

/** How numbers in [0, 1], the grey of a pixel, become zeros and ones before the autoencoder sees them. */
public enum Binarisation {
    /** They stay as they are. */
    NONE,
    /** Each row is rounded at random, a one with the probability that the number says, always in the same way. */
    FIXED,
    /** In training each row is rounded at random anew whenever it is drawn; outside training as with FIXED. */
    RESAMPLED
}
