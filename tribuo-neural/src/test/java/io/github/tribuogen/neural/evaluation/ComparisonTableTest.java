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
package io.github.tribuogen.neural.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.evaluation.LabelEvaluator;

class ComparisonTableTest {

    private static final ComparisonTable TABLE = ComparisonTable.builder()
            .add("plain", "accuracy", 0.5)
            .add("plain", "ECE", 0.25)
            .add("a|b", "accuracy", 0.98765)
            .add("a|b", "steps", 2e9)
            .decimals(3)
            .build();

    @Test
    void plainTextAlignsColumns() {
        assertEquals(
                """
                metric    plain        a|b
                --------------------------
                accuracy  0.500      0.988
                ECE       0.250          -
                steps         -  2.000e+09
                """,
                TABLE.toString());
    }

    @Test
    void markdownEscapesPipes() {
        assertEquals(
                """
                | metric   | plain |      a\\|b |
                | -------- | ----: | --------: |
                | accuracy | 0.500 |     0.988 |
                | ECE      | 0.250 |         - |
                | steps    |     - | 2.000e+09 |
                """,
                TABLE.toMarkdown());
    }

    @Test
    void cellsAreFoundByName() {
        assertEquals(List.of("accuracy", "ECE", "steps"), TABLE.rows());
        assertEquals(List.of("plain", "a|b"), TABLE.columns());
        assertEquals(Optional.of(0.25), TABLE.get("ECE", "plain"));
        assertEquals(Optional.empty(), TABLE.get("ECE", "a|b"));
        assertEquals(Optional.empty(), TABLE.get("ECE", "nobody"));
        assertThrows(
                IllegalArgumentException.class, () -> ComparisonTable.builder().decimals(-1));
    }

    @Test
    void tinyNumbersDoNotShowAsZero() {
        String text = ComparisonTable.builder()
                .add("m", "tiny", 1e-9)
                .add("m", "zero", 0)
                .add("m", "nan", Double.NaN)
                .build()
                .toString();
        assertEquals(
                """
                metric           m
                ------------------
                tiny    1.0000e-09
                zero        0.0000
                nan            NaN
                """,
                text);
    }

    @Test
    void evaluationsOfTribuoNameTheTargetOnlyWhereNeeded() {
        double[][] rows = {{0.9, 0.1}, {0.2, 0.8}, {0.6, 0.4}};
        MutableDataset<Label> data = EvaluationFixtures.labelled("table", rows, new int[] {0, 1, 1});
        var evaluation = new LabelEvaluator().evaluate(new EvaluationFixtures.EchoModel(data, true), data);
        ComparisonTable table =
                ComparisonTable.builder().add("echo", evaluation).build();
        assertEquals(
                evaluation.accuracy(), table.get("ACCURACY (micro)", "echo").orElseThrow());
        assertEquals(
                evaluation.recall(new Label("1")),
                table.get("RECALL (1)", "echo").orElseThrow());
        assertEquals(
                evaluation.balancedErrorRate(),
                table.get("BALANCED_ERROR_RATE", "echo").orElseThrow());
        assertEquals(evaluation.asMap().size(), table.rows().size());
    }

    /** A row that only a later column has stands where it was added, not after all rows of the first column. */
    @Test
    void rowsStandInTheOrderOfTheirAddition() {
        ComparisonTable table = ComparisonTable.builder()
                .add("plain", "accuracy", 1)
                .add("JEM", "accuracy", 1)
                .add("JEM", "log p(x)", 2)
                .add("plain", "seconds", 3)
                .add("JEM", "seconds", 3)
                .build();
        assertEquals(List.of("accuracy", "log p(x)", "seconds"), table.rows());
    }
}
