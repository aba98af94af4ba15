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
import org.tribuo.Trainer;
import org.tribuo.classification.Label;

/** A trainer under the name it has in tables and pictures. */
public final class Contender implements Configurable {
    @Config(mandatory = true, description = "The name in tables, pictures and file names.")
    private String name;

    @Config(mandatory = true, description = "The trainer.")
    private Trainer<Label> trainer;

    /** For OLCUT. */
    private Contender() {}

    /**
     * Names a trainer.
     *
     * @param name The name in tables, pictures and file names.
     * @param trainer The trainer.
     */
    public Contender(String name, Trainer<Label> trainer) {
        this.name = name;
        this.trainer = trainer;
    }

    String name() {
        return name;
    }

    Trainer<Label> trainer() {
        return trainer;
    }
}
