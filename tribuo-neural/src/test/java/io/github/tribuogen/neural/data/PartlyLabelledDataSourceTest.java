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
package io.github.tribuogen.neural.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

class PartlyLabelledDataSourceTest {
    private final DigitsDataSource<Label> digits = new DigitsDataSource<>(new LabelFactory(), DigitsSplit.VALIDATION);

    @Test
    void examplesOfTheAbsentLabelBecomeUnknown() {
        PartlyLabelledDataSource source = new PartlyLabelledDataSource(digits, "7");
        List<Example<Label>> before = SourceTests.list(digits);
        List<Example<Label>> after = SourceTests.list(source);
        int sevens = 0;
        for (int i = 0; i < before.size(); i++) {
            assertArrayEquals(SourceTests.values(before.get(i)), SourceTests.values(after.get(i)));
            if (before.get(i).getOutput().getLabel().equals("7")) {
                assertSame(LabelFactory.UNKNOWN_LABEL, after.get(i).getOutput());
                sevens++;
            } else {
                assertEquals(before.get(i).getOutput(), after.get(i).getOutput());
            }
        }
        MutableDataset<Label> data = new MutableDataset<>(source);
        assertEquals(sevens, data.getOutputInfo().getUnknownCount());
        assertEquals(9, data.getOutputInfo().size());
    }

    @Test
    void isRebuildable() {
        SourceTests.checkProvenanceAndRebuild(new PartlyLabelledDataSource(digits, ""));
    }
}
