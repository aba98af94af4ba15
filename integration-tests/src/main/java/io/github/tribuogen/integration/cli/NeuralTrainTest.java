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
package io.github.tribuogen.integration.cli;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.Option;
import com.oracle.labs.mlrg.olcut.config.Options;
import com.oracle.labs.mlrg.olcut.config.UsageException;
import com.oracle.labs.mlrg.olcut.util.LabsLogFormatter;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.github.tribuogen.neural.model.NeuralModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Logger;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.ONNXExportable;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.Trainer;
import org.tribuo.data.DataOptions;
import org.tribuo.evaluation.Evaluation;
import org.tribuo.util.Util;

/**
 * Trains a configured trainer on files or configured sources, tests it, and writes the model, an ONNX file and a report.
 * It serves every trainer, whatever its output type; see {@code configs/csv-classifier.xml},
 * {@code configs/idx-classifier.xml} and {@code configs/flow-toys.xml}.
 */
public final class NeuralTrainTest {
    private static final Logger logger = Logger.getLogger(NeuralTrainTest.class.getName());

    private NeuralTrainTest() {}

    /** The command line. */
    public static final class NeuralTrainTestOptions implements Options {
        /** Files of Tribuo's formats, and where the model goes. */
        public DataOptions general;

        /** The trainer. */
        @Option(charName = 't', longName = "trainer", usage = "Name of the trainer in the configuration file.")
        public Trainer<?> trainer;

        /** Makes outputs of the files' labels. */
        @Option(
                charName = 'a',
                longName = "output-factory",
                usage = "Name of the output factory in the configuration file, for data from files.")
        public OutputFactory<?> outputFactory;

        /** Training data instead of a file. */
        @Option(
                charName = 'U',
                longName = "train-source",
                usage = "Name of a data source in the configuration file to train on.")
        public ConfigurableDataSource<?> trainSource;

        /** Test data instead of a file. */
        @Option(
                charName = 'V',
                longName = "test-source",
                usage = "Name of a data source in the configuration file to test on.")
        public ConfigurableDataSource<?> testSource;

        /** A short form of --csv-response-name. */
        @Option(charName = 'y', longName = "response", usage = "Name of the column of a CSV file to predict.")
        public String response;

        /** The ONNX file. */
        @Option(charName = 'x', longName = "onnx-path", usage = "Path to write the model to as an ONNX file.")
        public Path onnxPath;

        /** The report's folder. */
        @Option(charName = 'o', longName = "report-folder", usage = "Folder to write a report to.")
        public Path reportFolder;

        /** For OLCUT. */
        public NeuralTrainTestOptions() {}

        @Override
        public String getOptionsDescription() {
            return "Trains and tests a trainer of a configuration file (-c). The data is either in files (-u, -v, -s, -a)"
                    + " or in sources of the configuration (--train-source, --test-source). The model is written as a"
                    + " protobuf (-f).";
        }
    }

    /**
     * Trains and tests.
     *
     * @param args See {@code --help}.
     * @throws IOException If data cannot be read or a result cannot be written.
     */
    public static void main(String[] args) throws IOException {
        LabsLogFormatter.setAllLogFormatters();
        NeuralTrainTestOptions options = new NeuralTrainTestOptions();
        try (ConfigurationManager manager = new ConfigurationManager(args, options)) {
            run(options, System.out);
        } catch (UsageException e) {
            logger.info(e.getUsage());
        }
    }

    private static void run(NeuralTrainTestOptions options, PrintStream out) throws IOException {
        if (options.trainer == null) {
            throw new IllegalArgumentException(
                    "--trainer: the name of a trainer in the configuration expected, found" + " none; see --help");
        }
        boolean sources = options.trainSource != null || options.testSource != null;
        boolean files = options.general.trainingPath != null || options.general.testingPath != null;
        if (sources == files) {
            throw new IllegalArgumentException("Either files (-u and -v) or sources (--train-source and --test-source)"
                    + " expected, found " + (sources ? "both" : "neither"));
        }
        if (sources && (options.trainSource == null || options.testSource == null)) {
            throw new IllegalArgumentException("Both --train-source and --test-source expected, found only one");
        }
        if (files && options.outputFactory == null) {
            throw new IllegalArgumentException(
                    "--output-factory: the name of an output factory in the configuration expected for data from files,"
                            + " found none");
        }
        OutputFactory<?> factory = sources ? options.trainSource.getOutputFactory() : options.outputFactory;
        runTyped(options, factory, sources, out);
    }

    @SuppressWarnings("unchecked") // the output type of trainer and sources is that of the factory, checked below
    private static <T extends Output<T>> void runTyped(
            NeuralTrainTestOptions options, OutputFactory<T> factory, boolean sources, PrintStream out)
            throws IOException {
        if (sources && !options.testSource.getOutputFactory().equals(factory)) {
            throw new IllegalArgumentException("--test-source: the output factory " + factory
                    + " of --train-source expected, found " + options.testSource.getOutputFactory());
        }
        Dataset<T> train;
        Dataset<T> test;
        if (sources) {
            train = new MutableDataset<>((ConfigurableDataSource<T>) options.trainSource);
            test = new MutableDataset<>((ConfigurableDataSource<T>) options.testSource);
        } else {
            if (options.response != null) {
                options.general.csvResponseName = options.response;
            }
            Pair<Dataset<T>, Dataset<T>> data = options.general.load(factory);
            train = data.getA();
            test = data.getB();
        }
        out.println("Training on " + train.size() + " examples of "
                + train.getFeatureMap().size() + " features: " + options.trainer);
        long began = System.currentTimeMillis();
        Model<T> model = ((Trainer<T>) options.trainer).train(train);
        out.println("Trained in " + Util.formatDuration(began, System.currentTimeMillis()));
        try {
            began = System.currentTimeMillis();
            Evaluation<T> evaluation = factory.getEvaluator().evaluate(model, test);
            out.println("Tested on " + test.size() + " examples in "
                    + Util.formatDuration(began, System.currentTimeMillis()));
            out.println(evaluation);
            write(options, model, evaluation, out);
        } finally {
            if (model instanceof NeuralModel<T> m) {
                m.close();
            }
        }
    }

    private static <T extends Output<T>> void write(
            NeuralTrainTestOptions options, Model<T> model, Evaluation<T> evaluation, PrintStream out)
            throws IOException {
        Path modelPath = options.general.outputPath;
        if (modelPath != null) {
            createFolder(modelPath);
            model.serializeToFile(modelPath);
            out.println("Model: " + modelPath.toAbsolutePath());
        }
        if (options.onnxPath != null) {
            if (!(model instanceof ONNXExportable exportable)) {
                throw new IllegalArgumentException("--onnx-path: a model that can be exported expected, found "
                        + model.getClass().getName());
            }
            createFolder(options.onnxPath);
            exportable.saveONNXModel("io.github.tribuogen", 1, options.onnxPath);
            out.println("ONNX: " + options.onnxPath.toAbsolutePath());
        }
        if (options.reportFolder != null) {
            Path page = TrainTestReport.write(model, evaluation, options.reportFolder);
            out.println("Report: " + page.toAbsolutePath());
        }
    }

    private static void createFolder(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
    }
}
