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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import java.util.ArrayList;
import java.util.List;

/**
 * Several tests of one sample with one decision: it rejects where the least p-value times the number of tests is below the level
 * (Bonferroni). The level holds whatever the dependence of the tests; the power is nearly that of the best of them, which
 * need not be known beforehand: critics of different kinds, or a critic and kernels.
 *
 * <p>Effect, attributions and worst fits are those of the test with the least p-value, the first of equal ones; every test's
 * p-value is among the details.
 */
public final class CombinedTest implements GoodnessOfFitTest {
    @Config(mandatory = true, description = "The tests, at least one.")
    private List<GoodnessOfFitTest> tests = new ArrayList<>();

    @Config(description = "The level, in (0, 1).")
    private double alpha = 0.05;

    /** For OLCUT. */
    private CombinedTest() {}

    /**
     * Tests at one level.
     *
     * @param alpha The level, in (0, 1).
     * @param tests The tests, at least one; their own levels are not used.
     */
    public CombinedTest(double alpha, GoodnessOfFitTest... tests) {
        this.alpha = alpha;
        this.tests = List.of(tests);
        postConfig();
    }

    @Override
    public void postConfig() {
        if (tests.isEmpty()) {
            throw new PropertyException("", "tests", "found none, expected at least one test");
        }
        Require.share("alpha", alpha);
    }

    @Override
    public String name() {
        return String.join(" or ", tests.stream().map(GoodnessOfFitTest::name).toList());
    }

    @Override
    public boolean wantsModelDraws() {
        return tests.stream().anyMatch(GoodnessOfFitTest::wantsModelDraws);
    }

    @Override
    public GoodnessOfFit test(ScoredSample sample, long seed) {
        List<GoodnessOfFit> results = new ArrayList<>();
        for (int i = 0; i < tests.size(); i++) {
            // equal tests with equal seeds would be one test
            results.add(tests.get(i).test(sample, seed + i));
        }
        GoodnessOfFit best = results.get(0);
        for (GoodnessOfFit r : results) {
            best = r.pValue() < best.pValue() ? r : best;
        }
        GoodnessOfFit.Builder merged = GoodnessOfFit.builder(name(), sample, seed)
                .points(best.points())
                .outcome(best.statistic(), Math.min(1, tests.size() * best.pValue()), alpha)
                .attributions(best.attributions())
                .perPoint(best.perPoint());
        best.effect().ifPresent(merged::effect);
        for (int i = 0; i < results.size(); i++) {
            merged.detail(
                    (i + 1) + ", " + results.get(i).test() + ", p-value",
                    results.get(i).pValue());
        }
        return merged.build();
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "GoodnessOfFitTest");
    }

    @Override
    public String toString() {
        return "CombinedTest(tests=" + tests + ", alpha=" + alpha + ")";
    }
}
