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
package io.github.tribuogen.integration;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.Option;
import com.oracle.labs.mlrg.olcut.config.Options;
import com.oracle.labs.mlrg.olcut.config.UsageException;
import io.github.tribuogen.integration.experiment.ClassifierExperiment;
import io.github.tribuogen.integration.experiment.ExperimentReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Logger;

/**
 * The main job in one command: trains a JEM classifier and a plain classifier of the same network on handwritten digits,
 * judges them side by side and writes a report. With {@code -c your.xml} it does the same for an experiment of yours.
 */
public final class Quickstart {
    private static final Logger logger = Logger.getLogger(Quickstart.class.getName());
    private static final String DIGITS = "/io/github/tribuogen/integration/quickstart.xml";

    private Quickstart() {}

    /** The command line. */
    public static final class QuickstartOptions implements Options {
        /** The experiment's name. */
        @Option(longName = "experiment", usage = "Name of the experiment component in the configuration file.")
        public String experiment = "experiment";

        /** The report's folder. */
        @Option(charName = 'r', longName = "report-folder", usage = "Folder the report is written to.")
        public Path reportFolder = Path.of("reports", "quickstart");

        /** For OLCUT. */
        public QuickstartOptions() {}

        @Override
        public String getOptionsDescription() {
            return "Trains and judges the classifiers of an experiment. -c names an OLCUT file; without one, JEM and a"
                    + " plain classifier are compared on handwritten digits.";
        }
    }

    /**
     * Runs an experiment.
     *
     * @param args See {@code --help}.
     * @throws IOException If the report cannot be written.
     */
    public static void main(String[] args) throws IOException {
        QuickstartOptions options = new QuickstartOptions();
        ClassifierExperiment experiment;
        try (ConfigurationManager given = new ConfigurationManager(args, options)) {
            boolean own = given.getComponentNames().contains(options.experiment);
            if (!own && !given.getComponentNames().isEmpty()) {
                throw new IllegalArgumentException("No component '" + options.experiment
                        + "' in the configuration, expected one of " + given.getComponentNames());
            }
            try (ConfigurationManager digits = own ? null : new ConfigurationManager(DIGITS)) {
                experiment = (ClassifierExperiment) (own ? given : digits).lookup(options.experiment);
            }
        } catch (UsageException e) {
            logger.info(e.getUsage());
            return;
        }
        ClassifierExperiment.Outcome outcome = experiment.run(System.out::println);
        System.out.println();
        System.out.println(outcome.table());
        Path page = ExperimentReport.write(outcome, options.reportFolder);
        System.out.println("Report: " + page.toAbsolutePath());
        outcome.judgements().forEach(j -> j.model().close());
    }
}
