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
package io.github.tribuogen.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.nn.ParameterCount;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.anomaly.AnomalyFactory;
import org.tribuo.anomaly.Event;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** The configuration files of FFJORD load, say what the paper says, and train. */
class FfjordConfigurationsTest {
    private static ConfigurationManager load(String file) {
        return new ConfigurationManager(
                Path.of("..", "configs", file).toAbsolutePath().normalize().toString());
    }

    private static long parameters(Bijection flow, long... example) {
        return ParameterCount.of(
                (scope, x) -> flow.forward(scope, x, FlowContext.unconditional().withoutDeterminants())
                        .point(),
                example);
    }

    @ParameterizedTest
    @CsvSource({
        "power-flow, 6, 43_320",
        "gas-flow, 8, 278_560",
        "hepmass-flow, 21, 546_840",
        "miniboone-block, 43, 820_612",
        "bsds300-flow, 63, 6_698_664"
    })
    void tabularFlowsHaveTheNumberOfParametersOfThePaper(String name, long dimension, String count) {
        Bijection flow = (Bijection) load("ffjord-tabular.xml").lookup(name);
        // and the end time of each block
        long blocks = name.startsWith("power") || name.startsWith("gas")
                ? 5
                : name.startsWith("hepmass") ? 10 : name.startsWith("bsds") ? 2 : 1;
        assertEquals(Long.parseLong(count.replace("_", "")) + blocks, parameters(flow, dimension));
    }

    @Test
    void tabularTrainersAreThoseOfThePaper() {
        ConfigurationManager cm = load("ffjord-tabular.xml");
        for (String name : List.of("power", "gas", "hepmass", "miniboone", "bsds300")) {
            String s = cm.lookup(name).toString();
            for (String part : List.of(
                    "HutchinsonDivergence(noise=GAUSSIAN, probes=1, bottleneck=false)",
                    "testDivergence=ExactDivergence()",
                    "endTime=1.0",
                    "absolute=1.0E-8",
                    "relative=1.0E-6",
                    "learningRate=0.001",
                    name.equals("gas") || name.equals("miniboone") ? "batchSize=1000," : "batchSize=10000,",
                    name.equals("power") || name.equals("gas") ? "activation=TANH" : "activation=SOFTPLUS")) {
                assertTrue(s.contains(part), part + " in " + s);
            }
        }
    }

    @Test
    void multiscaleFlowsHaveTheNumberOfParametersOfThePaper() {
        Bijection mnist = (Bijection) load("ffjord-mnist.xml").lookup("flow");
        assertEquals(800_636, parameters(mnist, 1, 28, 28));
        Bijection cifar = (Bijection) load("ffjord-cifar10.xml").lookup("flow");
        assertEquals(1_358_868, parameters(cifar, 3, 32, 32));
    }

    @Test
    void imageTrainersLoad() {
        for (String file : List.of("ffjord-mnist.xml", "ffjord-cifar10.xml")) {
            ConfigurationManager cm = load(file);
            String s = cm.lookup("ffjord").toString();
            for (String part : List.of(
                    "noise=RADEMACHER", "absolute=1.0E-5", "batchSize=900", "ConvDynamics(channels=[64, 64, 64]")) {
                assertTrue(s.contains(part), part + " in " + s);
            }
        }
    }

    /** The official toy setting, shortened: it learns, tells what solving took, and is reproducible. */
    @Test
    @SuppressWarnings("unchecked") // the file says so
    void theToySettingTrains() {
        ConfigurationManager cm = load("ffjord-toy.xml");
        cm.overrideConfigurableProperty("train-source", "numSamples", new SimpleProperty("3000"));
        cm.overrideConfigurableProperty("settings", "steps", new SimpleProperty("150"));
        cm.overrideConfigurableProperty("settings", "showProgress", new SimpleProperty("false"));
        var data = new MutableDataset<>((ConfigurableDataSource<LogDensity>) cm.lookup("train-source"));
        FlowTrainer trainer = (FlowTrainer) cm.lookup("ffjord");
        assertEquals(
                9_225, parameters((Bijection) cm.lookup("flow"), 2), "the network's 9,224 parameters and the end time");
        try (FlowModel model = trainer.train(data)) {
            var curves = model.trainingHistory().curves();
            float[] nll = curves.get("NLL").values();
            // the untrained flow is near N(0, I), whose value is 5.97; the best Gaussian has 4.26
            assertTrue(nll[0] > 5 && nll[nll.length - 1] < 4.6, Arrays.toString(nll));
            for (float nfe : curves.get("NFE").values()) {
                assertTrue(nfe >= 14, "NFE " + nfe);
            }
            for (float nfe : curves.get("NFE backward").values()) {
                assertTrue(nfe >= 8, "NFE backward " + nfe);
            }
            float[][] rows = model.toRows(data);
            float[][] back = model.fromBase(model.toBase(rows));
            double error = 0;
            for (int i = 0; i < rows.length; i++) {
                error += Math.abs(rows[i][0] - back[i][0]) / rows.length;
            }
            assertTrue(error < 1e-3, "round trip " + error);
            float[][] samples = model.sample(2000, new SplittableRandom(1));
            double spread = Arrays.stream(samples)
                    .mapToDouble(r -> r[0] * r[0] + r[1] * r[1])
                    .average()
                    .orElseThrow();
            assertTrue(spread > 4 && spread < 16, "mean square of samples " + spread + "; the data have 8.25");
        }
    }

    /** The tuned setting, shortened: below the best Gaussian's 3.29 nats. */
    @Test
    @SuppressWarnings("unchecked") // the file says so
    void theTunedToySettingTrains() {
        ConfigurationManager cm = load("ffjord-toy-tuned.xml");
        cm.overrideConfigurableProperty("train-source", "numSamples", new SimpleProperty("20000"));
        cm.overrideConfigurableProperty("test-source", "numSamples", new SimpleProperty("2000"));
        cm.overrideConfigurableProperty("settings", "steps", new SimpleProperty("150"));
        cm.overrideConfigurableProperty("settings", "showProgress", new SimpleProperty("false"));
        cm.overrideConfigurableProperty("stopping", "interval", new SimpleProperty("50"));
        cm.overrideConfigurableProperty("cosine", "steps", new SimpleProperty("150"));
        cm.overrideConfigurableProperty("schedule", "steps", new SimpleProperty("10"));
        cm.overrideConfigurableProperty("averaging", "decay", new SimpleProperty("0.9"));
        var data = new MutableDataset<>((ConfigurableDataSource<LogDensity>) cm.lookup("train-source"));
        var test = new MutableDataset<>((ConfigurableDataSource<LogDensity>) cm.lookup("test-source"));
        try (FlowModel model = ((FlowTrainer) cm.lookup("ffjord")).train(data)) {
            double nll = -Arrays.stream(model.logDensity(model.toRows(test)))
                    .average()
                    .orElseThrow();
            assertTrue(nll > 2.3 && nll < 3.2, "NLL " + nll);
        }
    }

    /** The anomaly detector of the file finds points far from a ring. */
    @Test
    @SuppressWarnings("unchecked") // the file says so
    void theAnomalyDetectorTrains() {
        ConfigurationManager cm = load("flow-anomaly.xml");
        cm.overrideConfigurableProperty("settings", "steps", new SimpleProperty("100"));
        cm.overrideConfigurableProperty("settings", "showProgress", new SimpleProperty("false"));
        cm.overrideConfigurableProperty("cosine", "steps", new SimpleProperty("100"));
        AnomalyFactory factory = new AnomalyFactory();
        MutableDataset<Event> data = new MutableDataset<>(new SimpleDataSourceProvenance("ring", factory), factory);
        SplittableRandom rng = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            double angle = rng.nextDouble(2 * Math.PI);
            data.add(event(
                    AnomalyFactory.EXPECTED_EVENT,
                    3 * Math.cos(angle) + 0.2 * rng.nextGaussian(),
                    3 * Math.sin(angle) + 0.2 * rng.nextGaussian()));
        }
        Model<Event> model = ((Trainer<Event>) cm.lookup("anomaly")).train(data);
        Event.EventType far = model.predict(event(AnomalyFactory.UNKNOWN_EVENT, 8, 8))
                .getOutput()
                .getType();
        Event.EventType near = model.predict(event(AnomalyFactory.UNKNOWN_EVENT, 3, 0))
                .getOutput()
                .getType();
        assertEquals(Event.EventType.ANOMALOUS, far);
        assertEquals(Event.EventType.EXPECTED, near);
    }

    private static ArrayExample<Event> event(Event output, double x, double y) {
        return new ArrayExample<>(output, new String[] {"x", "y"}, new double[] {x, y});
    }
}
