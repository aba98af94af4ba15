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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.ebm.stein.CheckpointCriterion;
import io.github.tribuogen.ebm.stein.LearnedSteinTest;
import io.github.tribuogen.ebm.stein.MeanObjective;
import io.github.tribuogen.ebm.stein.MlpCritic;
import io.github.tribuogen.ebm.stein.ModelComparison;
import io.github.tribuogen.ebm.stein.Prequential;
import io.github.tribuogen.ebm.stein.ScoredSample;
import io.github.tribuogen.ebm.stein.SingleSplit;
import io.github.tribuogen.ebm.stein.SteinEvaluation;
import io.github.tribuogen.ebm.stein.SteinEvaluator;
import io.github.tribuogen.flow.FlowModel;
import io.github.tribuogen.flow.FlowTrainer;
import io.github.tribuogen.flow.toy.ToyDensity;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.CosineSchedule;
import io.github.tribuogen.neural.optim.WarmUpSchedule;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;

/** Stein tests as judges of our own flows: a good one, an early state of it, and a ranking of three states. */
@Tag("slow")
class SteinFlowExperimentTest {
    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 10);
    private static final Device DEVICE = Device.cpu(Integer.getInteger("tribuogen.threads", 1));

    /** The same training, ended early or not. */
    private static FlowModel trained(int steps) {
        return FlowTrainer.builder(
                        FlowToysExperimentTest.officialFlow(),
                        new Adam(2e-3).withSchedule(new WarmUpSchedule(20, new CosineSchedule(steps, 0.02))))
                .settings(ToyJudge.settings(200, steps).build())
                .seed(1)
                .build()
                .train(ToyJudge.data(ToyDensity.EIGHT_GAUSSIANS, 100_000, 1));
    }

    @Test
    void testsTellAGoodFlowFromAnEarlyOne() throws IOException {
        LearnedSteinTest test = LearnedSteinTest.builder()
                .critic(new MlpCritic(0.2, 64, 64))
                .plan(new Prequential())
                .updates(300, 30, 0)
                .device(DEVICE)
                .build();
        LearnedSteinTest ranking = LearnedSteinTest.builder()
                .critic(new MlpCritic(0.2, 64, 64))
                .objective(new MeanObjective(0.5), CheckpointCriterion.ADJUSTED_MEAN)
                .plan(new SingleSplit(0.5, 0.2, true))
                .updates(300, 30, 0)
                .device(DEVICE)
                .build();
        Figures figures = new Figures("FFJORD on eight Gaussians judged by 1,000 fresh points, " + SEEDS + " samples");
        Map<Integer, FlowModel> flows = new LinkedHashMap<>();
        for (int steps : new int[] {100, 500, 3000}) {
            flows.put(steps, trained(steps));
        }
        int ranked = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            MutableDataset<LogDensity> data = ToyJudge.data(ToyDensity.EIGHT_GAUSSIANS, 1000, 100 + seed);
            Map<String, ScoredSample> samples = new LinkedHashMap<>();
            for (Map.Entry<Integer, FlowModel> flow : flows.entrySet()) {
                SteinEvaluation e = new SteinEvaluator(seed, test).evaluate(flow.getValue(), data);
                float[][] points = flow.getValue().toRows(data);
                double nll = -java.util.Arrays.stream(flow.getValue().logDensity(points))
                        .average()
                        .orElseThrow();
                String name = flow.getKey() + " steps";
                figures.add(name + ", NLL", nll)
                        .add(name + ", p-value", e.result("LSD").pValue())
                        .add(name + ", rejected", e.result("LSD").rejects() ? 1 : 0)
                        .add(
                                name + ", Fisher divergence at least",
                                e.result("LSD").effect().orElseThrow().estimate());
                samples.put(name, ScoredSample.of(flow.getValue(), points));
            }
            List<String> order = ModelComparison.of(ranking, samples, seed).ranks().stream()
                    .map(ModelComparison.Rank::model)
                    .toList();
            ranked += order.equals(List.of("3000 steps", "500 steps", "100 steps")) ? 1 : 0;
            figures.write("stein-flows");
        }
        flows.values().forEach(FlowModel::close);
        figures.add("share of samples that rank all three as their NLL does", (double) ranked / SEEDS)
                .write("stein-flows");
        assertEquals(1, figures.median("100 steps, rejected"), figures.markdown());
        assertTrue(figures.median("3000 steps, p-value") > figures.median("100 steps, p-value"), figures.markdown());
        assertTrue(ranked >= 0.8 * SEEDS, figures.markdown());
    }
}
