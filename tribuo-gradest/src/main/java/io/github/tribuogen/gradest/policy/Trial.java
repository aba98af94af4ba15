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
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** A policy's returns in fresh episodes. */
public final class Trial {
    private final Environment environment;
    private final double[] returns;
    private final int truncated;

    private Trial(Environment environment, double[] returns, int truncated) {
        this.environment = environment;
        this.returns = returns;
        this.truncated = truncated;
    }

    /**
     * Plays.
     *
     * @param policy What to do.
     * @param environment Where.
     * @param episodes How many, at least 1.
     * @param seed The seed of the episodes.
     * @return The returns.
     */
    public static Trial of(Policy policy, Environment environment, int episodes, long seed) {
        if (episodes < 1) {
            throw new IllegalArgumentException("episodes: at least 1 expected, found " + episodes);
        }
        SplittableRandom rng = new SplittableRandom(seed);
        double[] returns = new double[episodes];
        int truncated = 0;
        for (int i = 0; i < episodes; i++) {
            Episode e = environment.begin(rng.split());
            while (!e.isOver()) {
                Outcome o = e.step(policy.act(e.observation()));
                returns[i] += o.reward();
                truncated += o.truncated() ? 1 : 0;
            }
        }
        return new Trial(environment, returns, truncated);
    }

    /**
     * The sum of the rewards of each episode.
     *
     * @return A copy.
     */
    public double[] returns() {
        return returns.clone();
    }

    /**
     * The mean return.
     *
     * @return The mean.
     */
    public double mean() {
        return Arrays.stream(returns).average().orElseThrow();
    }

    /**
     * The standard error of the mean.
     *
     * @return At least 0; NaN of one episode.
     */
    public double standardError() {
        double m = mean();
        double squares = Arrays.stream(returns).map(r -> (r - m) * (r - m)).sum();
        return Math.sqrt(squares / (returns.length - 1) / returns.length);
    }

    /**
     * Episodes that the limit of steps stopped.
     *
     * @return How many.
     */
    public int truncated() {
        return truncated;
    }

    /**
     * Is the mean return what counts as success?
     *
     * @return False also where there is no such convention.
     */
    public boolean isSolved() {
        return environment.solvedAt().isPresent()
                && mean() >= environment.solvedAt().getAsDouble();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: mean return %.1f +- %.1f over %d episodes, %d of them stopped at the limit%s",
                environment,
                mean(),
                standardError(),
                returns.length,
                truncated,
                isSolved() ? ", solved" : "");
    }
}
