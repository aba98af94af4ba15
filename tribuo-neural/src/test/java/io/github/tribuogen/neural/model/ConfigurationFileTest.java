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
package io.github.tribuogen.neural.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Output;

/** Trainers from a configuration file. */
class ConfigurationFileTest {
    private static final String FILE = "/io/github/tribuogen/neural/model/trainers.xml";

    static List<Subject<?>> subjects() {
        return Subject.all();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    @SuppressWarnings("unchecked") // the file names the types
    <T extends Output<T>> void aTrainerFromAFileIsTheOneFromCode(Subject<T> s) {
        NeuralTrainer<T, ?> configured = (NeuralTrainer<T, ?>) new ConfigurationManager(FILE).lookup(s.name());
        NeuralTrainer<T, ?> written = s.trainer();
        assertEquals(written.toString(), configured.toString());
        assertEquals(
                written.train(s.train()).weights(), configured.train(s.train()).weights());
    }

    @Test
    void anInvalidValueNamesComponentAndField() {
        PropertyException e =
                assertThrows(PropertyException.class, () -> new ConfigurationManager(FILE).lookup("noisy"));
        assertTrue(e.toString().contains("inputNoise") && e.toString().contains("-0.5"), e.toString());
    }

    @Test
    void aMissingPartIsNamed() {
        PropertyException e =
                assertThrows(PropertyException.class, () -> new ConfigurationManager(FILE).lookup("incomplete"));
        assertTrue(e.toString().contains("optimiser"), e.toString());
    }
}
