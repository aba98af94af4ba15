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
package io.github.tribuogen.neural.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator against a plain reference, its first and second derivatives against central differences. */
class OperatorRegistryTest {
    static Map<String, List<OperatorCase>> families() {
        Map<String, List<OperatorCase>> m = new TreeMap<>();
        m.put("elementwise", ElementwiseCases.all());
        m.put("reduction", ReductionCases.all());
        m.put("shape", ShapeCases.all());
        m.put("index and matrix", IndexCases.all());
        m.put("convolution", ConvolutionCases.all());
        m.put("graph", GraphCases.all());
        return m;
    }

    static Stream<Arguments> arguments() {
        return families().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @Test
    void everyOperatorHasCases() {
        Set<Operator> covered = new HashSet<>();
        Set<Operator> differentiated = new HashSet<>();
        families().values().stream().flatMap(List::stream).forEach(c -> {
            covered.add(c.operator());
            if (c.smooth()) {
                differentiated.add(c.operator());
            }
        });
        List<String> missing = new ArrayList<>();
        for (Operator op : OperatorRegistry.all()) {
            if (!covered.contains(op)) {
                missing.add(op.name());
            }
        }
        assertEquals(List.of(), missing, "operators without cases");
        assertTrue(covered.size() >= 60, "operators covered: " + covered.size());
        assertTrue(differentiated.size() >= 45, "operators with derivatives: " + differentiated.size());
        assertEquals(
                OperatorRegistry.all().size(),
                OperatorRegistry.all().stream().map(Operator::name).distinct().count());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("arguments")
    void valuesAndDerivatives(String family, List<OperatorCase> cases) {
        List<String> failures = CaseRunner.failures(cases);
        assertTrue(
                failures.isEmpty(),
                () -> failures.size() + " failures:\n"
                        + String.join("\n", failures.subList(0, Math.min(40, failures.size()))));
    }
}
