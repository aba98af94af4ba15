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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.gradest.environment.ActionSpace;
import io.github.tribuogen.gradest.environment.Environment;
import io.github.tribuogen.gradest.environment.Episode;
import io.github.tribuogen.neural.data.SettingsProvenance;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.DataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/**
 * Observations of an environment where actions are drawn uniformly, each with the action that was done: the domains of a policy, and
 * something to fit a standardisation to.
 *
 * @param <T> {@code Label} where actions are choices, {@code Regressor} where they are real.
 */
public final class RandomPlayDataSource<T extends Output<T>> implements ConfigurableDataSource<T> {
    @Config(mandatory = true, description = "What is played.")
    private Environment environment;

    @Config(description = "How many steps, at least 1; the first steps try every choice once.")
    private int steps = 1000;

    @Config(description = "The seed.")
    private long seed = 1;

    /** For OLCUT. */
    private RandomPlayDataSource() {}

    /**
     * Random play.
     *
     * @param environment What is played.
     * @param steps How many steps, at least 1; the first steps try every choice once.
     * @param seed The seed.
     */
    public RandomPlayDataSource(Environment environment, int steps, long seed) {
        this.environment = environment;
        this.steps = steps;
        this.seed = seed;
        postConfig();
    }

    @Override
    public void postConfig() {
        int least = environment.actionSpace() instanceof ActionSpace.Choice c ? c.size() : 1;
        if (steps < least) {
            throw new PropertyException("", "steps", "found " + steps + ", expected at least " + least);
        }
    }

    @Override
    public Iterator<Example<T>> iterator() {
        SplittableRandom rng = new SplittableRandom(seed);
        String[] names = environment.observationNames().toArray(new String[0]);
        List<Example<T>> examples = new ArrayList<>();
        Episode episode = environment.begin(rng.split());
        for (int t = 0; t < steps; t++) {
            if (episode.isOver()) {
                episode = environment.begin(rng.split());
            }
            double[] action = action(rng, t);
            examples.add(new ArrayExample<>(output(action), names, episode.observation()));
            episode.step(action);
        }
        return examples.iterator();
    }

    private double[] action(SplittableRandom rng, int step) {
        if (environment.actionSpace() instanceof ActionSpace.Box box) {
            double[] a = new double[box.size()];
            for (int i = 0; i < a.length; i++) {
                a[i] = rng.nextDouble(box.low()[i], box.high()[i]);
            }
            return a;
        }
        int size = environment.actionSpace().size();
        return new double[] {step < size ? step : rng.nextInt(size)};
    }

    @SuppressWarnings("unchecked") // T is what the actions are
    private T output(double[] action) {
        return (T)
                (environment.actionSpace() instanceof ActionSpace.Choice choice
                        ? new Label(choice.names().get((int) action[0]))
                        : new Regressor(
                                ActionNames.of((ActionSpace.Box) environment.actionSpace())
                                        .toArray(new String[0]),
                                action));
    }

    @Override
    @SuppressWarnings("unchecked") // T is what the actions are
    public OutputFactory<T> getOutputFactory() {
        return (OutputFactory<T>)
                (environment.actionSpace() instanceof ActionSpace.Choice
                        ? new LabelFactory()
                        : new RegressionFactory());
    }

    @Override
    public DataSourceProvenance getProvenance() {
        return new SettingsProvenance(this);
    }

    @Override
    public String toString() {
        return "RandomPlayDataSource(environment=" + environment + ", steps=" + steps + ", seed=" + seed + ")";
    }
}
