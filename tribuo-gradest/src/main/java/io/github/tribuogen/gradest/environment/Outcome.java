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
package io.github.tribuogen.gradest.environment;

/**
 * What a step gave.
 *
 * @param reward The reward.
 * @param terminated Did the task end? Nothing follows then.
 * @param truncated Did the limit of steps stop it? What would have followed is unknown, not nothing. Never true with the former.
 */
public record Outcome(double reward, boolean terminated, boolean truncated) {
    /**
     * Is the episode over?
     *
     * @return True if it ended or was stopped.
     */
    public boolean isOver() {
        return terminated || truncated;
    }
}
