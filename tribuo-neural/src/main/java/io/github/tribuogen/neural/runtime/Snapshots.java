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
package io.github.tribuogen.neural.runtime;

import io.github.tribuogen.neural.graph.HostTensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The states to which diverged training may return: the initial one, which is drawn again when it is needed, and the
 * latest few. A state that did not help is given up for an older one, and no new state is kept until training is well past
 * the trouble.
 */
final class Snapshots {
    private static final int KEPT = 3;

    record Snapshot(long step, Map<String, HostTensor> variables) {}

    private final Supplier<Map<String, HostTensor>> initial;
    private final int interval;
    private final Deque<Snapshot> kept = new ArrayDeque<>();
    private long troubleAt = Long.MIN_VALUE / 2;
    private boolean tried = false;

    Snapshots(int interval, Supplier<Map<String, HostTensor>> initial) {
        this.interval = interval;
        this.initial = initial;
    }

    /** Should the state after a step be kept? */
    boolean isDue(long step) {
        long last = kept.isEmpty() ? 0 : kept.peekLast().step();
        return step - last >= interval && step > troubleAt + interval;
    }

    void keep(long step, Map<String, HostTensor> variables) {
        kept.addLast(new Snapshot(step, variables));
        tried = false;
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
    }

    /** The state to return to after trouble in the run that began at a step. */
    Snapshot beforeTrouble(long step) {
        troubleAt = Math.max(troubleAt, step);
        if (tried) {
            kept.pollLast();
        }
        tried = true;
        return kept.isEmpty() ? new Snapshot(0, initial.get()) : kept.peekLast();
    }
}
