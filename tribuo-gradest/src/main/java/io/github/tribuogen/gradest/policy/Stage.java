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

import io.github.tribuogen.gradest.environment.Environment;
import io.github.tribuogen.gradest.environment.Episode;
import io.github.tribuogen.gradest.environment.Outcome;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.runtime.Executable;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Plays whole episodes side by side: at each step one call of the policy's graph draws the actions of all that still run. */
final class Stage {
    /** The samples that the graph of actions gives, [B, A]. */
    static final String SAMPLES = "samples";

    private final Environment environment;
    private final ActionHead head;
    private final int[] component;
    private final Practice practice;

    /**
     * A stage.
     *
     * @param environment What is played.
     * @param head Draws noise and makes actions of samples.
     * @param component The component of the observation that stands at each position of a row.
     * @param practice The discount and the scale of rewards.
     */
    Stage(Environment environment, ActionHead head, int[] component, Practice practice) {
        this.environment = environment;
        this.head = head;
        this.component = component;
        this.practice = practice;
    }

    /**
     * What was played, all steps of the first episode, then of the second, and so on.
     *
     * @param columns The columns of {@link PolicyProgram}.
     * @param totals The sum of the rewards of each episode, undiscounted and unscaled.
     * @param lengths The steps of each episode.
     */
    record Played(Map<String, HostTensor> columns, double[] totals, int[] lengths) {}

    private final class Run {
        private final Episode episode;
        private final SplittableRandom rng;
        private final List<float[]> observations = new ArrayList<>();
        private final List<float[]> noise = new ArrayList<>();
        private final List<Double> rewards = new ArrayList<>();
        private boolean truncated;

        Run(long seed, long number) {
            // two draws: near seeds of this generator are the same sequence at another place
            this.rng = new SplittableRandom(new SplittableRandom(seed + 0x632be59bd9b4e019L * (number + 1)).nextLong());
            this.episode = environment.begin(rng.split());
            see();
        }

        private void see() {
            double[] seen = episode.observation();
            if (seen.length != component.length) {
                throw new IllegalStateException("environment: " + component.length + " numbers observed expected of "
                        + environment + ", found " + seen.length);
            }
            float[] row = new float[component.length];
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) seen[component[i]];
                if (!Float.isFinite(row[i])) {
                    throw new IllegalStateException("environment: finite observations expected of " + environment
                            + ", found " + row[i] + " after " + rewards.size() + " steps");
                }
            }
            observations.add(row);
        }

        void act(float[] samples, int from) {
            Outcome o = episode.step(head.action(samples, from));
            if (!Double.isFinite(o.reward())) {
                throw new IllegalStateException("environment: finite rewards expected of " + environment + ", found "
                        + o.reward() + " at step " + rewards.size());
            }
            rewards.add(o.reward());
            truncated = o.truncated();
            see();
            if (!o.isOver() && rewards.size() >= environment.stepLimit()) {
                throw new IllegalStateException("environment: an end after " + environment.stepLimit()
                        + " steps expected of " + environment + ", found an episode that goes on");
            }
        }
    }

    /** The inputs of a call for so many episodes: made once, since the call itself is short, and written anew for each step. */
    private final class Batch implements AutoCloseable {
        private final int size;
        private final FloatBuffer observations;
        private final FloatBuffer noise;
        private final Executable.Values own;
        private final Executable.Values inputs;

        Batch(int size, Executable.Values weights) {
            this.size = size;
            HostTensor x = HostTensor.filled(DType.FLOAT32, 0, size, component.length);
            HostTensor u = HostTensor.filled(DType.FLOAT32, 0, size, head.size());
            this.observations = x.buffer().asFloatBuffer();
            this.noise = u.buffer().asFloatBuffer();
            // the tensors share the buffers' memory
            this.own = Executable.Values.of(Map.of(PolicyProgram.OBSERVATIONS, x, PolicyProgram.NOISE, u));
            this.inputs = Executable.Values.union(own, weights);
        }

        /** The samples of all episodes, [B, A]. */
        float[] draw(Executable policy, List<Run> running) {
            observations.rewind();
            noise.rewind();
            for (Run r : running) {
                r.noise.add(head.noise(r.rng));
                observations.put(r.observations.get(r.rewards.size()));
                noise.put(r.noise.get(r.rewards.size()));
            }
            try (Executable.Values out = policy.run(inputs)) {
                return out.floats(SAMPLES);
            }
        }

        @Override
        public void close() {
            own.close();
        }
    }

    /**
     * Plays.
     *
     * @param policy Takes {@link PolicyProgram#OBSERVATIONS} and {@link PolicyProgram#NOISE}, gives {@link #SAMPLES}.
     * @param weights The policy's variables.
     * @param seed The seed of the training.
     * @param first The number of the first episode; each has random numbers of its own.
     * @param count How many.
     * @return What was played.
     */
    Played play(Executable policy, Executable.Values weights, long seed, long first, int count) {
        List<Run> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Run(seed, first + i));
        }
        List<Run> running = new ArrayList<>(all);
        Batch batch = new Batch(count, weights);
        try {
            while (!running.isEmpty()) {
                if (running.size() != batch.size) {
                    batch.close();
                    batch = new Batch(running.size(), weights);
                }
                float[] samples = batch.draw(policy, running);
                for (int i = 0; i < running.size(); i++) {
                    running.get(i).act(samples, i * head.size());
                }
                running.removeIf(r -> r.episode.isOver());
            }
        } finally {
            batch.close();
        }
        return collected(all);
    }

    private Played collected(List<Run> all) {
        int n = all.stream().mapToInt(r -> r.rewards.size()).sum();
        int d = component.length;
        int a = head.size();
        float[] x = new float[n * d];
        float[] u = new float[n * a];
        float[] returns = new float[n];
        float[] horizon = new float[n];
        long[] episode = new long[n];
        float[] last = new float[all.size() * d];
        double[] totals = new double[all.size()];
        int[] lengths = new int[all.size()];
        int end = 0;
        for (int e = 0; e < all.size(); e++) {
            Run r = all.get(e);
            int steps = r.rewards.size();
            lengths[e] = steps;
            System.arraycopy(r.observations.get(steps), 0, last, e * d, d);
            double sum = 0;
            double beyond = r.truncated ? 1 : 0;
            for (int t = steps - 1; t >= 0; t--) {
                int row = end + t;
                sum = r.rewards.get(t) * practice.rewardScale() + practice.discount() * sum;
                beyond *= practice.discount();
                returns[row] = (float) sum;
                horizon[row] = (float) beyond;
                episode[row] = e;
                totals[e] += r.rewards.get(t);
                System.arraycopy(r.observations.get(t), 0, x, row * d, d);
                System.arraycopy(r.noise.get(t), 0, u, row * a, a);
            }
            end += steps;
        }
        return new Played(
                Map.of(
                        PolicyProgram.OBSERVATIONS, HostTensor.of(x, n, d),
                        PolicyProgram.NOISE, HostTensor.of(u, n, a),
                        PolicyProgram.RETURNS, HostTensor.of(returns, n),
                        PolicyProgram.HORIZON, HostTensor.of(horizon, n),
                        PolicyProgram.EPISODE, HostTensor.of(episode, n),
                        PolicyProgram.LAST, HostTensor.of(last, all.size(), d)),
                totals,
                lengths);
    }
}
