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

/** The binary format of a CIFAR file, and the label to read from it. */
public enum CIFARFormat {
    /** CIFAR-10: records of 3,073 bytes, one label and the pixels. */
    CIFAR10,
    /** CIFAR-100: records of 3,074 bytes; reads the second label, one of 100 fine classes. */
    CIFAR100_FINE,
    /** CIFAR-100: records of 3,074 bytes; reads the first label, one of 20 coarse classes. */
    CIFAR100_COARSE
}
