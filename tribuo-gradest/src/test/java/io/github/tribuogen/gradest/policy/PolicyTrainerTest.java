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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import io.github.tribuogen.gradest.control.NetworkControlVariate;
import io.github.tribuogen.gradest.control.RelaxedLoss;
import io.github.tribuogen.gradest.environment.CartPole;
import io.github.tribuogen.gradest.environment.Environment;
import io.github.tribuogen.gradest.environment.InvertedPendulum;
import io.github.tribuogen.gradest.estimator.Arm;
import io.github.tribuogen.gradest.estimator.Lax;
import io.github.tribuogen.gradest.estimator.Nvil;
import io.github.tribuogen.gradest.estimator.Relax;
import io.github.tribuogen.gradest.estimator.Reparameterisation;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.NeuralRegressorModel;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Sgd;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.TrainingDivergedException;
import io.github.tribuogen.neural.runtime.TrainingInterruptedException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.regression.Regressor;
import org.tribuo.test.Helpers;

class PolicyTrainerTest {
    private static final Relax RELAX =
            new Relax(new NetworkControlVariate(new Mlp(16), 1), DiscreteLaw.Coupling.INDEPENDENT);

    private static TrainingSettings.Builder settings() {
        return TrainingSettings.builder().device(Device.cpu(1)).showProgress(false);
    }

    private static ChoicePolicyTrainer.Builder choice(Environment e, Practice practice) {
        return ChoicePolicyTrainer.builder(e)
                .estimator(RELAX)
                .practice(practice)
                .settings(settings().build());
    }

    private static BoxPolicyTrainer.Builder box(Practice practice) {
        return BoxPolicyTrainer.builder(new InvertedPendulum())
                .estimator(new Lax(new NetworkControlVariate(new Mlp(16), 1)))
                .critic(new Critic(new Mlp(16), new Adam(0.01), 3))
                .preprocessor(new Standardisation())
                .practice(practice)
                .settings(settings().build());
    }

    private static <T extends Output<T>> Dataset<T> played(Environment e) {
        return new MutableDataset<>(new RandomPlayDataSource<T>(e, 300, 1));
    }

    private static Dataset<Label> cartPole() {
        return played(CartPole.v0());
    }

    private static Dataset<Regressor> pendulum() {
        return played(new InvertedPendulum());
    }

    /** Balancing a pole for 200 steps where chance gives about 22; the classifier's probabilities are the policy's. */
    @Test
    void aPoleIsBalancedByRelax() {
        Environment e = CartPole.v0();
        try (NeuralClassifierModel m =
                choice(e, new Practice(800, 1)).seed(2).build().train(cartPole())) {
            var facts = m.getProvenance().getInstanceProvenance().getMap();
            long solved = ((LongProvenance) facts.get("solved-after-episodes")).getValue();
            assertTrue(solved >= 100 && solved < 800, facts.toString());
            // it stopped there
            assertEquals(solved, ((LongProvenance) facts.get("episodes")).getValue());
            assertTrue(Double.parseDouble(facts.get("recent-mean-return").toString()) >= 195);
            Trial trial = Trial.of(Policy.ofChoices(m, e), e, 20, 5);
            assertTrue(trial.isSolved() && trial.truncated() > 15, trial.toString());
            assertEquals(20, trial.returns().length);
            var scores = m.predict(cartPole().getExample(0)).getOutputScores();
            assertEquals(1, scores.get("left").getScore() + scores.get("right").getScore(), 1e-6);
            float[] curve = m.trainingHistory().curves().get("return").values();
            assertTrue(curve[curve.length - 1] > 3 * curve[0]);
        }
    }

    /** Real actions: the pole stands more than twice as long as under chance, about 6 steps; of six seeds the least is 18. */
    @Test
    void aPoleIsHeldByLax() {
        try (NeuralRegressorModel m = box(new Practice(600, 4)).seed(3).build().train(pendulum())) {
            InvertedPendulum e = new InvertedPendulum();
            Trial trial = Trial.of(Policy.ofBox(m, e), e, 20, 5);
            assertTrue(trial.mean() > 13, trial.toString());
        }
    }

    @Test
    void configurationRoundTripAndReproduction() {
        ChoicePolicyTrainer trainer = choice(CartPole.v0(), new Practice(6, 2).wanting(0.9, 0.1, 0.01))
                .critic(new Critic())
                .tuning(new ControlTuning(new Adam(0.02), 2, ControlTuning.Objective.WHOLE_EPISODE))
                .build();
        Helpers.testConfigurableRoundtrip(trainer);
        Helpers.testConfigurableRoundtrip(box(new Practice()).deviation(0.3).build());
        trainer.train(cartPole()).close();
        try (NeuralClassifierModel second = trainer.train(cartPole());
                NeuralModel<Label> again = ReproductionOf.model(second, cartPole());
                NeuralClassifierModel third = trainer.train(cartPole())) {
            assertEquals(second.weights(), again.weights());
            assertNotEquals(second.weights(), third.weights());
        }
        try (NeuralRegressorModel one = box(new Practice(6, 2)).build().train(pendulum());
                NeuralModel<Regressor> again = ReproductionOf.model(one, pendulum())) {
            assertEquals(one.weights(), again.weights());
        }
    }

    private static final class ReproductionOf {
        @SuppressWarnings("unchecked") // the provenance is of a trainer of T
        static <T extends Output<T>> NeuralModel<T> model(NeuralModel<T> m, Dataset<T> data) {
            TrainerProvenance p = m.getProvenance().getTrainerProvenance();
            var configuration = ProvenanceUtil.extractConfiguration(p);
            ConfigurationManager cm = new ConfigurationManager();
            cm.addConfiguration(configuration);
            Trainer<T> trainer = (Trainer<T>) cm.lookup(configuration.get(0).getName());
            trainer.setInvocationCount(
                    ((IntProvenance) p.getInstanceValues().get(TrainerProvenance.TRAIN_INVOCATION_COUNT)).getValue());
            return (NeuralModel<T>) trainer.train(data);
        }
    }

    /** Policy, critic, control variate, all three optimisers, the record of returns. */
    @Test
    void resumedTrainingIsTheSame(@TempDir Path folder) {
        for (int together = 1; together <= 2; together++) {
            Path own = folder.resolve("together-" + together);
            Practice some = new Practice(8 * together, together);
            Practice more = new Practice(16 * together, together);
            try (NeuralClassifierModel whole =
                    choice(CartPole.v0(), more).critic(new Critic()).build().train(cartPole())) {
                choice(CartPole.v0(), some)
                        .critic(new Critic())
                        .settings(settings().checkpoints(own, 4, true).build())
                        .build()
                        .train(cartPole())
                        .close();
                try (NeuralClassifierModel resumed = choice(CartPole.v0(), more)
                        .critic(new Critic())
                        .settings(settings().checkpoints(own, 4, true).build())
                        .build()
                        .train(cartPole())) {
                    assertEquals(whole.weights(), resumed.weights());
                    assertEquals(
                            whole.getProvenance()
                                    .getInstanceProvenance()
                                    .getMap()
                                    .get("recent-mean-return"),
                            resumed.getProvenance()
                                    .getInstanceProvenance()
                                    .getMap()
                                    .get("recent-mean-return"));
                }
            }
            // another practice is another run
            var other = choice(CartPole.v0(), more.wanting(0.5, 1, 0))
                    .critic(new Critic())
                    .settings(settings().checkpoints(own, 4, true).build())
                    .build();
            refused(() -> other.train(cartPole()), "is of another run", "discount 0.5");
        }
    }

    @Test
    void anInterruptSavesAndStops(@TempDir Path folder) {
        Practice practice = new Practice(12, 1);
        var saving = choice(CartPole.v0(), practice)
                .settings(settings().checkpoints(folder, 1000, true).build())
                .build();
        Thread.currentThread().interrupt();
        assertThrows(TrainingInterruptedException.class, () -> saving.train(cartPole()));
        assertTrue(Thread.interrupted());
        saving.setInvocationCount(0);
        try (NeuralClassifierModel resumed = saving.train(cartPole());
                NeuralClassifierModel whole =
                        choice(CartPole.v0(), practice).build().train(cartPole())) {
            assertEquals(whole.weights(), resumed.weights());
        }
    }

    @Test
    void protobufRoundTripKeepsThePolicy() {
        Dataset<Label> data = cartPole();
        try (NeuralClassifierModel m =
                choice(CartPole.v0(), new Practice(4, 1)).build().train(data)) {
            NeuralClassifierModel read =
                    (NeuralClassifierModel) Helpers.testModelProtoSerialization(m, Label.class, data, 0);
            assertArrayEquals(m.logits(m.toRows(data)), read.logits(read.toRows(data)));
            Helpers.testProvenanceMarshalling(m.getProvenance());
            String told = m.getProvenance().toString();
            for (String part : new String[] {"CartPole", "Relax", "Practice", "RandomPlayDataSource"}) {
                assertTrue(told.contains(part), told);
            }
            read.close();
        }
        Dataset<Regressor> real = pendulum();
        try (NeuralRegressorModel m = box(new Practice(4, 2)).build().train(real)) {
            Helpers.testModelProtoSerialization(m, Regressor.class, real, 0);
        }
    }

    /** One action of three is worth doing; the model names it. */
    @Test
    void actionsAreMatchedByName() {
        // b gives 1, the rest nothing
        var env = new Scripted(Scripted.choices(3), 1, 5, (t, a) -> a == 1 ? 1 : 0);
        try (NeuralClassifierModel m = choice(env, new Practice(400, 8)).build().train(played(env))) {
            assertEquals(1, Policy.ofChoices(m, env).act(new double[] {0})[0]);
            int[] drawn = new int[3];
            Policy chance = Policy.drawnFrom(m, env, new SplittableRandom(1));
            for (int i = 0; i < 2000; i++) {
                drawn[(int) chance.act(new double[] {0})[0]]++;
            }
            var scores = m.predict(
                            PolicyTrainerTest.<Label>played(env).iterator().next())
                    .getOutputScores();
            for (int k = 0; k < 3; k++) {
                // 0.05 are more than four standard errors
                assertEquals(scores.get("abc".substring(k, k + 1)).getScore(), drawn[k] / 2000.0, 0.05);
            }
            assertEquals(
                    "b",
                    m.predict(PolicyTrainerTest.<Label>played(env).iterator().next())
                            .getOutput()
                            .getLabel());
        }
    }

    @Test
    void badInputIsNamed() {
        Environment cart = CartPole.v0();
        property(() -> choice(cart, new Practice()).estimator(new Arm()).build(), "estimator", "one value");
        property(
                () -> choice(cart, new Practice())
                        .estimator(new Relax(new RelaxedLoss(), DiscreteLaw.Coupling.COUPLED))
                        .build(),
                "estimator",
                "one return");
        property(() -> box(new Practice()).estimator(new Reparameterisation()).build(), "estimator", "gradient");
        property(
                () -> choice(cart, new Practice())
                        .estimator(new Nvil())
                        .tuning(new ControlTuning(new Adam(), 1, ControlTuning.Objective.WHOLE_EPISODE))
                        .build(),
                "tuning",
                "EACH_STEP");
        property(() -> choice(new InvertedPendulum(), new Practice()).build(), "environment", "BoxPolicyTrainer");
        property(() -> BoxPolicyTrainer.builder(cart).build(), "environment", "ChoicePolicyTrainer");
        property(() -> box(new Practice()).deviation(0).build(), "deviation", "above 0");
        property(() -> new Practice(0, 1), "episodes", "0");
        property(() -> new Practice(1, 0), "episodesPerUpdate", "0");
        property(() -> new Practice().wanting(0, 1, 0), "discount", "(0, 1]");
        property(() -> new Practice().wanting(1, 0, 0), "rewardScale", "0.0");
        property(() -> new Practice().wanting(1, 1, -1), "entropyWeight", "-1.0");
        property(() -> new Critic(new Mlp(), new Adam(), 0), "steps", "0");
        property(() -> new ControlTuning(new Adam(), 0, ControlTuning.Objective.EACH_STEP), "steps", "0");
        property(() -> new RandomPlayDataSource<Label>(cart, 1, 1), "steps", "2");

        refused(
                () -> choice(cart, new Practice())
                        .build()
                        .train(played(new Scripted(Scripted.choices(2), 1, 2, (t, a) -> 0))),
                "feature 'observation000'",
                "angle");
        // data of other actions
        var three = new Scripted(Scripted.choices(3), 1, 2, (t, a) -> 0);
        var two = new Scripted(Scripted.choices(2), 1, 2, (t, a) -> 0);
        refused(() -> choice(two, new Practice()).build().train(played(three)), "label 'c'", "[a, b]");
        refused(() -> choice(three, new Practice()).build().train(played(two)), "2 labels", "[a, b, c]");
        refused(() -> Trial.of(o -> o, cart, 0, 1), "episodes", "0");
        refused(() -> Policy.ofBox(null, cart), "real actions", "left");
        refused(() -> Policy.ofChoices(null, new InvertedPendulum()), "choices", "Box");
        refused(() -> Policy.drawnFrom(null, new InvertedPendulum(), new SplittableRandom(1)), "choices", "Box");
    }

    @Test
    void badEnvironmentsAreNamed() {
        var endless = new Scripted(Scripted.choices(2), 1000, -7, (t, a) -> 1);
        broken(endless, "an end after 7 steps", "goes on");
        broken(new Scripted(Scripted.choices(2), 5, 9, (t, a) -> t == 3 ? Double.NaN : 1), "rewards", "NaN", "step 3");
    }

    private static void broken(Scripted env, String... parts) {
        var sane = new Scripted(Scripted.choices(2), 5, 9, (t, a) -> 1);
        var e = assertThrows(
                IllegalStateException.class,
                () -> choice(env, new Practice(3, 1)).build().train(played(sane)));
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
    }

    @Test
    void divergenceIsTold() {
        var env = new Scripted(Scripted.choices(2), 5, 9, (t, a) -> 1e30 * a);
        var trainer = choice(env, new Practice(50, 1))
                .policy(new Mlp(), new Sgd(1e30))
                .build();
        var e = assertThrows(TrainingDivergedException.class, () -> trainer.train(played(env)));
        assertTrue(e.getMessage().contains("rewardScale"), e.getMessage());
        assertFalse(Thread.interrupted());
    }

    private static void property(org.junit.jupiter.api.function.Executable what, String field, String part) {
        PropertyException e = assertThrows(PropertyException.class, what);
        assertTrue(e.getMessage().contains(field), e.getMessage());
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    private static void refused(org.junit.jupiter.api.function.Executable what, String... parts) {
        var e = assertThrows(IllegalArgumentException.class, what);
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
    }
}
