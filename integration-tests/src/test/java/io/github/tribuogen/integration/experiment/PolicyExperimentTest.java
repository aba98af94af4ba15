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
package io.github.tribuogen.integration.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.gradest.control.NetworkControlVariate;
import io.github.tribuogen.gradest.environment.Acrobot;
import io.github.tribuogen.gradest.environment.ActionSpace;
import io.github.tribuogen.gradest.environment.CartPole;
import io.github.tribuogen.gradest.environment.Environment;
import io.github.tribuogen.gradest.environment.Film;
import io.github.tribuogen.gradest.environment.InvertedPendulum;
import io.github.tribuogen.gradest.environment.LunarLander;
import io.github.tribuogen.gradest.environment.Pendulum;
import io.github.tribuogen.gradest.estimator.Dlax;
import io.github.tribuogen.gradest.estimator.GradientEstimator;
import io.github.tribuogen.gradest.estimator.Lax;
import io.github.tribuogen.gradest.estimator.Relax;
import io.github.tribuogen.gradest.estimator.ScoreFunction;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.policy.BoxPolicyTrainer;
import io.github.tribuogen.gradest.policy.ChoicePolicyTrainer;
import io.github.tribuogen.gradest.policy.ControlTuning;
import io.github.tribuogen.gradest.policy.Critic;
import io.github.tribuogen.gradest.policy.Policy;
import io.github.tribuogen.gradest.policy.PolicyTrainer;
import io.github.tribuogen.gradest.policy.Practice;
import io.github.tribuogen.gradest.policy.RandomPlayDataSource;
import io.github.tribuogen.gradest.policy.Trial;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.NormClipping;
import io.github.tribuogen.neural.report.CurvePlot;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.regression.Regressor;

/**
 * Policies by actor-critic and by learned control variates, episodes until the mean return of 100 counts as success. Properties: {@code
 * tribuogen.environments} and {@code tribuogen.ways}, which of them, apart by semicolons; {@code tribuogen.seeds}, {@code
 * tribuogen.firstSeed}; {@code tribuogen.episodes}, {@code tribuogen.together}, {@code tribuogen.rate}, {@code tribuogen.discount},
 * {@code tribuogen.rewardScale}, {@code tribuogen.entropy}, {@code tribuogen.criticSteps} in place of an environment's own; {@code tribuogen.name}, of the result.
 */
@Tag("slow")
class PolicyExperimentTest {
    private static final int SMOOTHED = 20;
    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 10);

    /** How a policy is sought in an environment: numbers that were chosen on seeds beyond those of the table. */
    private record Task(
            Environment environment,
            int episodes,
            int together,
            double rate,
            double discount,
            double rewardScale,
            double entropy,
            int hidden,
            int criticSteps) {}

    private static Map<String, Task> tasks() {
        Map<String, Task> all = new LinkedHashMap<>();
        all.put("CartPole", new Task(CartPole.v0(), 1000, 1, 0.01, 0.99, 1, 0, 32, 1));
        all.put("Acrobot", new Task(new Acrobot(), 2000, 4, 0.01, 0.99, 0.01, 0, 32, 1));
        all.put("InvertedPendulum", new Task(new InvertedPendulum(), 4000, 4, 0.01, 0.99, 0.1, 0, 32, 10));
        all.put("LunarLander", new Task(new LunarLander(), 12_000, 4, 0.003, 0.995, 0.01, 0.0003, 64, 10));
        all.put("Pendulum", new Task(new Pendulum(), 4000, 8, 0.01, 0.95, 0.01, 0, 64, 10));
        return chosen("tribuogen.environments", all);
    }

    private static <V> Map<String, V> chosen(String property, Map<String, V> all) {
        String names = System.getProperty(property);
        if (names != null) {
            all.keySet().retainAll(List.of(names.split(";")));
        }
        return all;
    }

    private static double number(String property, double value) {
        return Double.parseDouble(System.getProperty("tribuogen." + property, Double.toString(value)));
    }

    private record Way(GradientEstimator estimator, boolean critic, ControlTuning.Objective objective) {}

    private static Map<String, Way> ways(Environment environment) {
        NetworkControlVariate c = new NetworkControlVariate(tanh(32), 1);
        Map<String, Way> all = new LinkedHashMap<>();
        var each = ControlTuning.Objective.EACH_STEP;
        var whole = ControlTuning.Objective.WHOLE_EPISODE;
        all.put("A2C", new Way(new ScoreFunction(), true, each));
        if (environment.actionSpace() instanceof ActionSpace.Choice) {
            Relax relax = new Relax(c, DiscreteLaw.Coupling.INDEPENDENT);
            all.put("RELAX", new Way(relax, false, each));
            all.put("RELAX, whole episodes", new Way(relax, false, whole));
            all.put("RELAX beside V", new Way(relax, true, each));
            all.put("DLAX", new Way(new Dlax(c), false, each));
        } else {
            all.put("LAX", new Way(new Lax(c), false, each));
            all.put("LAX beside V", new Way(new Lax(c), true, each));
            all.put("LAX beside V, whole episodes", new Way(new Lax(c), true, whole));
        }
        all.put("REINFORCE", new Way(new ScoreFunction(), false, each));
        return chosen("tribuogen.ways", all);
    }

    private static Network tanh(int hidden) {
        return new Mlp(new StandardActivation(StandardActivation.Function.TANH), hidden);
    }

    private static <B extends PolicyTrainer.Builder<B>> B with(B b, Task t, Way w, int seed) {
        double rate = number("rate", t.rate());
        Adam adam = new Adam(rate).withClipping(new NormClipping(number("clip", 1e9)));
        return b.policy(tanh(t.hidden()), adam)
                .estimator(w.estimator())
                .critic(
                        w.critic()
                                ? new Critic(
                                        tanh(t.hidden()),
                                        new Adam(rate),
                                        Integer.getInteger("tribuogen.criticSteps", t.criticSteps()))
                                : null)
                .tuning(new ControlTuning(new Adam(rate), 1, w.objective()))
                .preprocessor(new Standardisation())
                .practice(new Practice(
                                Integer.getInteger("tribuogen.episodes", t.episodes()),
                                Integer.getInteger("tribuogen.together", t.together()))
                        .wanting(
                                number("discount", t.discount()),
                                number("rewardScale", t.rewardScale()),
                                number("entropy", t.entropy())))
                .settings(TrainingSettings.builder()
                        .device(Device.cpu(1))
                        .showProgress(false)
                        .build())
                .seed(seed);
    }

    /** What a training gave. */
    private record Outcome(double solvedAfter, double recent, double seconds, TrainingHistory history, Trial trial) {}

    private static Outcome train(Task t, Way w, int seed, String film) throws IOException {
        Environment e = t.environment();
        if (e.actionSpace() instanceof ActionSpace.Choice) {
            var data = new MutableDataset<Label>(new RandomPlayDataSource<>(e, 2000, seed));
            try (var m =
                    with(ChoicePolicyTrainer.builder(e), t, w, seed).build().train(data)) {
                Policy drawn = Policy.drawnFrom(m, e, new SplittableRandom(2));
                return told(m, e, drawn, Policy.ofChoices(m, e), film);
            }
        }
        var data = new MutableDataset<Regressor>(new RandomPlayDataSource<>(e, 2000, seed));
        try (var m = with(BoxPolicyTrainer.builder(e), t, w, seed).build().train(data)) {
            return told(m, e, Policy.ofBox(m, e), Policy.ofBox(m, e), film);
        }
    }

    private static <T extends Output<T>> Outcome told(
            NeuralModel<T> m, Environment e, Policy filmed, Policy likeliest, String film) throws IOException {
        if (film != null) {
            Figures.save(Film.of(e).record(new SplittableRandom(1), filmed::act), film);
        }
        var facts = m.getProvenance().getInstanceProvenance().getMap();
        String solved = String.valueOf(facts.get("solved-after-episodes"));
        return new Outcome(
                solved.equals("null") ? Double.NaN : Double.parseDouble(solved),
                Double.parseDouble(facts.get("recent-mean-return").toString()),
                Double.parseDouble(facts.get("train-seconds").toString()),
                m.trainingHistory(),
                Trial.of(likeliest, e, 100, 1));
    }

    private static void addCurve(CurvePlot plot, String name, TrainingHistory.Curve returns, Task t) {
        int together = Integer.getInteger("tribuogen.together", t.together());
        float[] v = returns.values();
        double[] x = new double[v.length];
        double[] y = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            int from = Math.max(0, i + 1 - SMOOTHED);
            for (int j = from; j <= i; j++) {
                y[i] += v[j] / (i + 1 - from);
            }
            x[i] = (returns.steps()[i] + 1) * together;
        }
        plot.curve(name, x, y);
    }

    @Test
    void episodesUntilSolved() throws IOException {
        Figures figures = new Figures("Episodes until solved; where not, they count as the most allowed");
        int first = Integer.getInteger("tribuogen.firstSeed", 1);
        for (Map.Entry<String, Task> t : tasks().entrySet()) {
            CurvePlot curves = CurvePlot.of(t.getKey(), "episode", "return, mean of " + SMOOTHED + " updates");
            for (Map.Entry<String, Way> w : ways(t.getValue().environment()).entrySet()) {
                String name = t.getKey() + ": " + w.getKey();
                for (int seed = first; seed < first + SEEDS; seed++) {
                    String film = seed == first ? (t.getKey() + "-" + w.getKey()).replaceAll("[ ,]+", "-") : null;
                    Outcome o = train(t.getValue(), w.getValue(), seed, film);
                    System.out.println(name + ", seed " + seed + ": solved after " + o.solvedAfter() + ", recent "
                            + o.recent() + ", " + o.seconds() + " s; likeliest actions: " + o.trial());
                    if (seed == first) {
                        addCurve(curves, w.getKey(), o.history().curves().get("return"), t.getValue());
                    }
                    int most = Integer.getInteger(
                            "tribuogen.episodes", t.getValue().episodes());
                    figures.add(name + ", episodes", Double.isNaN(o.solvedAfter()) ? most : o.solvedAfter())
                            .add(name + ", solved", Double.isNaN(o.solvedAfter()) ? 0 : 1)
                            .add(
                                    name + ", return of the likeliest actions",
                                    o.trial().mean())
                            .add(name + ", seconds", o.seconds());
                }
            }
            Figures.save(curves.render(), "returns-" + t.getKey());
            assertTrue(
                    ways(t.getValue().environment()).keySet().stream()
                            .anyMatch(w -> Arrays.stream(figures.all(t.getKey() + ": " + w + ", solved"))
                                            .sum()
                                    > 0),
                    t.getKey() + " solved by none");
        }
        figures.write(System.getProperty("tribuogen.name", "policies"));
    }
}
