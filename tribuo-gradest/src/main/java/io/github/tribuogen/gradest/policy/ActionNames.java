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
package io.github.tribuogen.gradest.policy;

import io.github.tribuogen.gradest.environment.ActionSpace;
import java.util.List;
import java.util.stream.IntStream;

/** What the components of real actions are called as dimensions of a regressor. */
final class ActionNames {
    private ActionNames() {}

    static List<String> of(ActionSpace.Box box) {
        return IntStream.range(0, box.size()).mapToObj(i -> "action" + i).toList();
    }
}
