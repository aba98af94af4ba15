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
 * Environments for policies: a task with observations, actions and rewards, as a configurable description that begins episodes; classic
 * ones of control theory in closed form, the lunar lander on dyn4j's rigid bodies; and films of episodes.
 *
 * <p>Depends on nothing of this project but the pictures of {@code neural.report}.
 */
package io.github.tribuogen.gradest.environment;
