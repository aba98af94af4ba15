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
package io.github.tribuogen.ebm.stein;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("smoke")
class GoodnessOfFitResultTest {
    private static final ScoredSample SAMPLE =
            ScoredSample.of(new float[][] {{1, 2}, {3, 4}, {5, 6}}, new float[][] {{-1, -2}, {-3, -4}, {-5, -6}});

    private static GoodnessOfFit.Builder result(double p) {
        return GoodnessOfFit.builder("some test", SAMPLE, 7)
                .outcome(2.5, p, 0.05)
                .effect(new GoodnessOfFit.Effect("Fisher divergence above", 0.5, 0.1, 0.9, 0.95))
                .power(0.75)
                .attributions(List.of(new GoodnessOfFit.Attribution(0, 0.1, 1, 0.3)))
                .perPoint(new double[] {1, 2, 3})
                .detail("bandwidth", 1.5);
    }

    @Test
    void aResultTellsItsDecisionInWordsAndInJson() {
        GoodnessOfFit r = result(0.01).build();
        assertTrue(r.rejects());
        assertFalse(result(0.05).build().rejects());
        String text = r.toString();
        assertTrue(text.contains("some test of 3 points in 2 dimensions"), text);
        assertTrue(text.contains("the model is rejected") && text.contains("estimated power 0.75"), text);
        String json = r.toJson().replaceAll("\\s", "");
        assertTrue(json.contains("\"pValue\":0.01,\"alpha\":0.05,\"rejected\":true"), json);
        assertTrue(json.contains("\"perPoint\":[1.0,2.0,3.0]") && json.contains("\"bandwidth\":1.5"), json);
        assertTrue(json.contains("\"attributions\":[{\"feature\":0,"), json);
        r.perPoint()[0] = 9;
        assertEquals(1, r.perPoint()[0]);
        assertThrows(IllegalStateException.class, () -> result(1.5).build());
        assertThrows(
                IllegalStateException.class,
                () -> result(0.5).outcome(Double.NaN, 0.5, 0.05).build());
    }

    @Test
    void samplesAreCopiedAndChecked() {
        float[][] x = {{1, 2}, {3, 4}};
        ScoredSample s = ScoredSample.of(x, x);
        x[0][0] = 9;
        s.points()[0][0] = 9;
        assertEquals(1, s.points()[0][0]);
        assertArrayEquals(new float[] {3, 4}, s.rows(1).points()[0]);
        assertTrue(s.modelDraws().isEmpty());
        assertEquals(
                1, s.withModelDraws(new float[][] {{0, 0}}).rows(0).modelDraws().orElseThrow().length);
        assertMessage("at least one row", () -> ScoredSample.of(new float[0][], new float[0][]));
        assertMessage("one for each of 2", () -> ScoredSample.of(x, new float[][] {{1, 2}}));
        assertMessage("row 1 of 2 values", () -> ScoredSample.of(x, new float[][] {{1, 2}, {1}}));
        assertMessage("found NaN in row 0, column 1", () -> ScoredSample.of(x, new float[][] {{1, Float.NaN}, {1, 1}}));
        assertMessage("draws: at least one", () -> s.withModelDraws(new float[0][]));
        assertMessage("indices: at least one", () -> s.rows());
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable call) {
        String m = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(m.contains(part), m);
    }
}
