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

import com.oracle.labs.mlrg.olcut.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

/**
 * The 1,797 handwritten digits, 8 x 8 pixels with values 0 to 16, that ship inside the jar.
 *
 * <p>They are the test part of the UCI set "Optical Recognition of Handwritten Digits" of Alpaydin and Kaynak (CC BY
 * 4.0; see {@code optdigits-ATTRIBUTION.txt} beside the resource). One fixed random order cuts them into 1,200
 * for training, 200 for validation and 397 for testing. Features are named {@code 00} to {@code 63}, row by row; zero
 * pixels are kept.
 *
 * @param <T> the type of output.
 */
public final class DigitsDataSource<T extends Output<T>> extends TableDataSource<T> {
    /** The number of pixels. */
    public static final int PIXELS = 64;

    /** The largest pixel value; the smallest is zero. */
    public static final int MAX_VALUE = 16;

    private static final int EXAMPLES = 1797;
    private static final int RECORD = PIXELS + 1;
    private static final int TRAIN = 1200;
    private static final int VALIDATION = 200;
    private static final String RESOURCE = "optdigits.bin.gz";
    /** Changing this seed changes every published figure on this split. */
    private static final long SPLIT_SEED = 1998L;

    @Config(description = "Which part of the digits.")
    private DigitsSplit split = DigitsSplit.ALL;

    /** For OLCUT. */
    private DigitsDataSource() {}

    /**
     * A part of the digits.
     *
     * @param outputFactory makes outputs from the labels 0 to 9.
     * @param split which part.
     */
    public DigitsDataSource(OutputFactory<T> outputFactory, DigitsSplit split) {
        this(outputFactory, split, new ExampleSelection());
    }

    /**
     * Some examples of a part of the digits.
     *
     * @param outputFactory makes outputs from the labels 0 to 9.
     * @param split which part.
     * @param selection which examples of it.
     */
    public DigitsDataSource(OutputFactory<T> outputFactory, DigitsSplit split, ExampleSelection selection) {
        super(outputFactory, selection);
        this.split = split;
        postConfig();
    }

    @Override
    public void postConfig() {
        byte[] content = readResource();
        byte[] records;
        try (InputStream in = DataFiles.open(content)) {
            records = in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the resource " + RESOURCE, e);
        }
        if (records.length != EXAMPLES * RECORD) {
            throw new IllegalStateException("the resource " + RESOURCE + " is damaged: found " + records.length
                    + " bytes, expected " + EXAMPLES * RECORD);
        }
        int[] rows = rows();
        String[] labels = new String[rows.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = Integer.toString(records[rows[i] * RECORD + PIXELS]);
        }
        hold(
                "digits " + split,
                PIXELS,
                (row, column) -> records[rows[row] * RECORD + column],
                labels,
                new SourceProvenance(this, SourceProvenance.sha256(content), null));
    }

    private static byte[] readResource() {
        try (InputStream in = DigitsDataSource.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("found no resource " + RESOURCE + ", expected it inside the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the resource " + RESOURCE, e);
        }
    }

    private int[] rows() {
        int[] order = Permutation.of(EXAMPLES, new SplittableRandom(SPLIT_SEED));
        return switch (split) {
            case ALL -> IntStream.range(0, EXAMPLES).toArray();
            case TRAIN -> Arrays.copyOfRange(order, 0, TRAIN);
            case VALIDATION -> Arrays.copyOfRange(order, TRAIN, TRAIN + VALIDATION);
            case TEST -> Arrays.copyOfRange(order, TRAIN + VALIDATION, EXAMPLES);
        };
    }

    /**
     * The layout of the digits.
     *
     * @return an image of one channel, eight rows and eight columns.
     */
    public static ImageLayout layout() {
        return new ImageLayout(1, 8, 8);
    }

    @Override
    public String toString() {
        return "DigitsDataSource(split=" + split + ", " + selection() + ")";
    }
}
