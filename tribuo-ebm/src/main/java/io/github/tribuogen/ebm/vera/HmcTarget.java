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
package io.github.tribuogen.ebm.vera;

/** The gradient that leapfrog steps follow. Either way whole paths are accepted or rejected by the joint law. */
public enum HmcTarget {
    /** That of {@code log q(z, x)}. */
    JOINT,
    /**
     * That of the prior, -z, as in the paper's published code, whose gradient does not pass through the generator: the chain
     * has the right law, but hardly moves.
     */
    PRIOR
}
