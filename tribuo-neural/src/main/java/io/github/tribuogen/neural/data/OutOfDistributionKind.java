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
package io.github.tribuogen.neural.data;

/** How {@link OutOfDistributionDataSource} makes examples. */
public enum OutOfDistributionKind {
    /** Every feature uniform over the range of the data. */
    UNIFORM_NOISE,
    /** All features of an example equal, one number uniform over the range of the data. */
    CONSTANT,
    /** A random example with its values in a random order, another order for each. */
    PERMUTED,
    /** A mixture of two random examples of different outputs, e.g. their mean. */
    INTERPOLATED
}
