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

import io.github.tribuogen.flow.FlowTrainer;
import io.github.tribuogen.flow.bijection.BijectionChain;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.ExactDivergence;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.cnf.TimeLayer;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.FixedStepSolver;
import io.github.tribuogen.flow.ode.Method;
import io.github.tribuogen.flow.ode.Unrolled;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.density.DensityAnomalyTrainer;
import io.github.tribuogen.neural.evaluation.ood.EventRankingEvaluator;
import io.github.tribuogen.neural.evaluation.ood.RankingMetric;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.AdamW;
import io.github.tribuogen.neural.optim.CosineSchedule;
import io.github.tribuogen.neural.optim.WarmUpSchedule;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.anomaly.AnomalyFactory;
import org.tribuo.anomaly.Event;
import org.tribuo.anomaly.libsvm.LibSVMAnomalyTrainer;
import org.tribuo.anomaly.libsvm.SVMAnomalyType;
import org.tribuo.common.libsvm.KernelType;
import org.tribuo.common.libsvm.SVMParameters;
import org.tribuo.transform.TransformTrainer;
import org.tribuo.transform.TransformationMap;
import org.tribuo.transform.transformations.MeanStdDevTransformation;

/**
 * A continuous flow as an anomaly detector against Tribuo's one-class SVM, on two UCI tables in the folder that the property
 * {@code tribuogen.uci} names: both are trained on expected rows only.
 */
@Tag("slow")
class FlowAnomalyExperimentTest {
    private static final int TRAIN = 3000;
    private static final int MOST = 5000;

    @Test
    void satellite() throws IOException {
        compare("Satellite", 36, Set.of("cotton crop", "damp grey soil", "vegetation stubble"));
    }

    @Test
    void shuttle() throws IOException {
        compare("Shuttle", 9, Set.of("Bpv.Close", "Bpv.Open", "Bypass", "Fpv.Close", "Fpv.Open", "High"));
    }

    private static void compare(String name, int features, Set<String> anomalies) throws IOException {
        List<String[]> lines = Table.read("tribuogen.uci", name + ".csv.gz", ",");
        List<double[]> expected = new ArrayList<>();
        List<double[]> anomalous = new ArrayList<>();
        for (String[] line : lines.subList(1, lines.size())) {
            double[] row = new double[features];
            for (int j = 0; j < features; j++) {
                row[j] = Double.parseDouble(line[j]);
            }
            (anomalies.contains(line[features].replace("\"", "")) ? anomalous : expected).add(row);
        }
        Figures figures =
                new Figures(name + ", " + Math.min(TRAIN, expected.size() / 2) + " expected rows to train on");
        for (int seed = 1; seed <= Integer.getInteger("tribuogen.seeds", 3); seed++) {
            Table.shuffle(expected, seed);
            Table.shuffle(anomalous, seed);
            compare(name, expected, anomalous, seed, figures);
            figures.write("flow-anomaly-" + name.toLowerCase(java.util.Locale.ROOT));
        }
        assertTrue(figures.median("flow AUROC") > 0.5, figures.markdown());
    }

    private static void compare(
            String name, List<double[]> expected, List<double[]> anomalous, int seed, Figures figures) {
        int features = expected.get(0).length;
        AnomalyFactory factory = new AnomalyFactory();
        int train = Math.min(TRAIN, expected.size() / 2);
        MutableDataset<Event> data =
                Table.dataset(name, factory, expected.subList(0, train), AnomalyFactory.EXPECTED_EVENT);
        MutableDataset<Event> test = Table.dataset(
                name,
                factory,
                expected.subList(train, Math.min(expected.size(), train + MOST)),
                AnomalyFactory.EXPECTED_EVENT);
        for (double[] row : anomalous.subList(0, Math.min(anomalous.size(), MOST))) {
            test.add(Table.example(row, AnomalyFactory.ANOMALOUS_EVENT));
        }
        EventRankingEvaluator evaluator = new EventRankingEvaluator();
        Model<Event> flow = new DensityAnomalyTrainer(flow(seed), 0.05).train(data);
        figures.add("flow AUROC", evaluator.evaluate(flow, test).get(RankingMetric.AUROC));
        for (double gamma : new double[] {0.01, 1.0 / features, 0.3}) {
            Model<Event> svm = svm(gamma).train(data);
            double area = evaluator.evaluate(svm, test).get(RankingMetric.AUROC);
            // whichever way it ranks better: Tribuo's score is the SVM's decision value
            figures.add(
                    String.format(java.util.Locale.ROOT, "one-class SVM, gamma %.3f, AUROC", gamma),
                    Math.max(area, 1 - area));
        }
    }

    private static FlowTrainer flow(int seed) {
        int steps = Integer.getInteger("tribuogen.anomaly.steps", 800);
        // with one hidden layer the exact trace costs nothing
        ContinuousFlow flow = ContinuousFlow.builder(new MlpDynamics(
                        TimeLayer.CONCAT_SQUASH, new StandardActivation(StandardActivation.Function.TANH), 64))
                .divergence(new ExactDivergence())
                .solver(new FixedStepSolver(Method.RK4, 4), new Unrolled())
                .test(AdaptiveSolver.dopri5(1e-4), new ExactDivergence())
                .build();
        return FlowTrainer.builder(
                        new BijectionChain(List.of(flow, flow)),
                        new AdamW(5e-3, 1e-4).withSchedule(new WarmUpSchedule(20, new CosineSchedule(steps, 0.02))))
                .preprocessor(new Standardisation())
                .settings(TrainingSettings.builder()
                        .batchSize(256)
                        .steps(steps)
                        .validation(0.1, new EarlyStopping(50, 0, true))
                        .device(Device.cpu(Integer.getInteger("tribuogen.threads", 1)))
                        .showProgress(false)
                        .build())
                .seed(seed)
                .build();
    }

    private static Trainer<Event> svm(double gamma) {
        SVMParameters<Event> parameters =
                new SVMParameters<>(new SVMAnomalyType(SVMAnomalyType.SVMMode.ONE_CLASS), KernelType.RBF);
        parameters.setGamma(gamma);
        parameters.setNu(0.05);
        return new TransformTrainer<>(
                new LibSVMAnomalyTrainer(parameters),
                new TransformationMap(List.of(new MeanStdDevTransformation(0, 1))));
    }
}
