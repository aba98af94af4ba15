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

/** The channels that {@link ImageFolderDataSource} gives. */
public enum ColourMode {
    /** One channel; colours become their luma, 0.299 R + 0.587 G + 0.114 B. */
    GREY,
    /** Three channels, red, green and blue; grey images repeat their channel. */
    RGB
}
