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
package io.github.tribuogen.neural.progress;

import java.util.Map;

/** Hears everything and shows nothing. Has no state, so one object serves any number of runs at once. */
public final class SilentProgress implements ProgressListener {

    /** The one object needed. */
    public static final SilentProgress INSTANCE = new SilentProgress();

    private SilentProgress() {}

    @Override
    public void started(String task, long totalSteps) {}

    @Override
    public void progressed(long step, Map<String, Double> metrics, double stepsPerSecond) {}

    @Override
    public void finished(long step, Map<String, Double> metrics) {}
}
