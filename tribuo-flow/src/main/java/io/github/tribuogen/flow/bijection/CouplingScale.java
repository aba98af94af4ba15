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
package io.github.tribuogen.flow.bijection;

/** How a coupling scales the coordinates it changes by the number r that its network gives for each. */
public enum CouplingScale {
    /** Not at all: the volume stays as it is (NICE). */
    NONE,
    /** By exp(b tanh(r / b)) with a bound b (Real NVP). */
    EXPONENTIAL,
    /** By sigmoid(r + 2) (Glow): coordinates can shrink only, so another layer must be able to stretch them. */
    SIGMOID
}
