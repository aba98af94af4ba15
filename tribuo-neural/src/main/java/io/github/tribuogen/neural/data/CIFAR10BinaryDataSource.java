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
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

/**
 * Reads the binary version of CIFAR-10 or CIFAR-100, plain or compressed: 32 x 32 colour images, channel first.
 *
 * <p>Features are named {@code 0000} to {@code 3071}, red first, then green and blue, row by row; zero values are kept.
 *
 * @param <T> the type of output.
 */
public final class CIFAR10BinaryDataSource<T extends Output<T>> extends TableDataSource<T> {
    private static final int SIDE = 32;
    private static final int PIXELS = 3 * SIDE * SIDE;

    @Config(mandatory = true, description = "The files, e.g. data_batch_1.bin to data_batch_5.bin.")
    private List<Path> files = new ArrayList<>();

    @Config(description = "The format of the files, and the label to read.")
    private CIFARFormat format = CIFARFormat.CIFAR10;

    @Config(description = "Names of the classes by number. Empty: the numbers.")
    private List<String> classNames = new ArrayList<>();

    /** For OLCUT. */
    private CIFAR10BinaryDataSource() {}

    /**
     * All examples of CIFAR-10 files.
     *
     * @param files the files.
     * @param outputFactory makes outputs from the labels 0 to 9.
     * @throws IOException if a file cannot be read.
     */
    public CIFAR10BinaryDataSource(List<Path> files, OutputFactory<T> outputFactory) throws IOException {
        this(files, outputFactory, CIFARFormat.CIFAR10, new ExampleSelection());
    }

    /**
     * Some examples of CIFAR files.
     *
     * @param files the files.
     * @param outputFactory makes outputs from labels.
     * @param format the format of the files, and the label to read.
     * @param selection which examples to give.
     * @throws IOException if a file cannot be read.
     */
    public CIFAR10BinaryDataSource(
            List<Path> files, OutputFactory<T> outputFactory, CIFARFormat format, ExampleSelection selection)
            throws IOException {
        super(outputFactory, selection);
        this.files = new ArrayList<>(files);
        this.format = format;
        postConfig();
    }

    /**
     * Reads the files.
     *
     * @throws IOException if a file cannot be read.
     * @throws PropertyException if a file is missing.
     * @throws IllegalArgumentException if a file is malformed.
     */
    @Override
    public void postConfig() throws IOException {
        if (files.isEmpty()) {
            throw new PropertyException("", "files", "found an empty list, expected at least one file");
        }
        int labelBytes = format == CIFARFormat.CIFAR10 ? 1 : 2;
        int labelAt = format == CIFARFormat.CIFAR100_FINE ? 1 : 0;
        int classes =
                switch (format) {
                    case CIFAR10 -> 10;
                    case CIFAR100_FINE -> 100;
                    case CIFAR100_COARSE -> 20;
                };
        if (!classNames.isEmpty() && classNames.size() != classes) {
            throw new PropertyException(
                    "", "classNames", "found " + classNames.size() + " names, expected " + classes + " or none");
        }
        int record = labelBytes + PIXELS;
        MessageDigest digest = sha256();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Path file : files) {
            byte[] content = DataFiles.read(file, "files");
            digest.update(content);
            byte[] records;
            try (InputStream in = DataFiles.open(content)) {
                records = in.readAllBytes();
            } catch (IOException e) {
                throw new IllegalArgumentException(file + " is truncated or damaged: " + e.getMessage(), e);
            }
            if (records.length == 0 || records.length % record != 0) {
                throw new IllegalArgumentException(file + ": found " + records.length
                        + " bytes, expected a multiple of " + record + " for " + format);
            }
            all.writeBytes(records);
        }
        byte[] records = all.toByteArray();
        String[] labels = new String[records.length / record];
        for (int i = 0; i < labels.length; i++) {
            int label = records[i * record + labelAt] & 0xff;
            if (label >= classes) {
                throw new IllegalArgumentException("record " + i + " of " + files + " has the label " + label
                        + ", expected 0 to " + (classes - 1) + " for " + format);
            }
            labels[i] = classNames.isEmpty() ? Integer.toString(label) : classNames.get(label);
        }
        hold(
                files.toString(),
                PIXELS,
                (row, column) -> records[row * record + labelBytes + column] & 0xff,
                labels,
                new SourceProvenance(this, HexFormat.of().withUpperCase().formatHex(digest.digest()), null));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The layout of the images.
     *
     * @return an image of three channels, 32 rows and 32 columns.
     */
    public static ImageLayout layout() {
        return new ImageLayout(3, SIDE, SIDE);
    }

    @Override
    public String toString() {
        return "CIFAR10BinaryDataSource(files=" + files + ", format=" + format + ", " + selection() + ")";
    }
}
