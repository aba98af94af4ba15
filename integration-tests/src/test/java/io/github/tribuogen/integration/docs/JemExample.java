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
package io.github.tribuogen.integration.docs;

import io.github.tribuogen.ebm.jem.ChainOrigin;
import io.github.tribuogen.ebm.jem.JEMModel;
import io.github.tribuogen.ebm.jem.JEMObjective;
import io.github.tribuogen.ebm.jem.JEMTrainer;
import io.github.tribuogen.ebm.jem.RefinementDefence;
import io.github.tribuogen.ebm.sampler.ClassGaussianStart;
import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.sampler.ReplayBuffer;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.DigitsDataSource;
import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.data.OutOfDistributionDataSource;
import io.github.tribuogen.neural.data.OutOfDistributionKind;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluator;
import io.github.tribuogen.neural.evaluation.ood.LogDensityScore;
import io.github.tribuogen.neural.evaluation.ood.MaxProbabilityScore;
import io.github.tribuogen.neural.evaluation.ood.OODEvaluator;
import io.github.tribuogen.neural.evaluation.robustness.Norm;
import io.github.tribuogen.neural.evaluation.robustness.ProjectedGradientAttack;
import io.github.tribuogen.neural.evaluation.robustness.RobustnessEvaluator;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.WarmUpSchedule;
import java.util.SplittableRandom;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

/** The example of the page on joint energy-based models; a test holds that the two are the same. */
final class JemExample {
    private JemExample() {}

    static int run(long steps) {
        var factory = new LabelFactory();
        var source = new DigitsDataSource<>(factory, DigitsSplit.TEST);
        var train = new MutableDataset<>(new DigitsDataSource<>(factory, DigitsSplit.TRAIN));
        var test = new MutableDataset<>(source);
        var strange =
                new MutableDataset<>(new OutOfDistributionDataSource<>(source, OutOfDistributionKind.INTERPOLATED, 1));
        // begin
        JEMTrainer trainer = JEMTrainer.builder(new Mlp(256, 256), new Adam(1e-3).withSchedule(new WarmUpSchedule(200)))
                .objective(new JEMObjective(0.3, 1, 0).withEnergyPenalty(0.1).withBounds(1e8, 30))
                .sampler(LangevinSampler.sgld(20, 1, 0.03))
                .memory(new ReplayBuffer(1000, 0.3, new ClassGaussianStart()))
                .inputNoise(0.2)
                .layout(DigitsDataSource.layout())
                .preprocessor(AffineScaling.betweenRanges(0, 16, -1, 1))
                .settings(TrainingSettings.builder().steps(steps).build())
                .build();
        JEMModel model = trainer.train(train);

        System.out.println(new CalibrationEvaluator().evaluate(model, test)); // ECE, Brier, NLL, reliability
        System.out.println(new OODEvaluator(new LogDensityScore(), new MaxProbabilityScore())
                .evaluate(model, test, "interpolated", strange)); // AUROC of log p(x) beside that of max p(y|x)
        RobustnessEvaluator attacked = new RobustnessEvaluator(
                        new ProjectedGradientAttack(Norm.LINF, 1), new RefinementDefence(1, 5, 0.03, 1), 0.5, 1)
                .inRange(0, 16);
        System.out.println(attacked.evaluate(model, test)); // accuracy under attack, inputs refined by one step

        SplittableRandom rng = new SplittableRandom(1);
        float[][] threes = model.sample(10, new Label("3"), ChainOrigin.BUFFER, 100, rng); // of p(x|y)
        float[][] refined = model.refine(threes, 10, 0.03, 1); // further along chains on p(x)
        double[] logDensity = model.logDensity(refined); // up to a constant
        // end
        return logDensity.length;
    }
}
