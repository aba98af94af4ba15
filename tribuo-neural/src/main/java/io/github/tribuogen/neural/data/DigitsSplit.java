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

/** A part of the digits of {@link DigitsDataSource}. */
public enum DigitsSplit {
    /** All 1,797, in the order of the original file. */
    ALL,
    /** 1,200 for training. */
    TRAIN,
    /** 200 for validation. */
    VALIDATION,
    /** 397 for testing. */
    TEST
}
