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
/**
 * How many modes of a known multimodal law a generator's samples find, and how evenly:
 * {@link io.github.tribuogen.neural.evaluation.coverage.ModeCoverage} counts,
 * {@link io.github.tribuogen.neural.evaluation.coverage.CoverageFloor} says what a perfect sampler would get, and
 * {@link io.github.tribuogen.neural.evaluation.coverage.StackedModes} names the modes of stacked images by a classifier.
 */
package io.github.tribuogen.neural.evaluation.coverage;
