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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.classification.Label;

/** Data unlike the training data, under the name it has in tables and pictures. */
public final class OutOfDistributionSet implements Configurable {
    @Config(mandatory = true, description = "The name in tables and pictures.")
    private String name;

    @Config(mandatory = true, description = "The examples; their labels are not looked at.")
    private ConfigurableDataSource<Label> source;

    /** For OLCUT. */
    private OutOfDistributionSet() {}

    /**
     * Names a data set.
     *
     * @param name The name in tables and pictures.
     * @param source The examples; their labels are not looked at.
     */
    public OutOfDistributionSet(String name, ConfigurableDataSource<Label> source) {
        this.name = name;
        this.source = source;
    }

    String name() {
        return name;
    }

    ConfigurableDataSource<Label> source() {
        return source;
    }
}
