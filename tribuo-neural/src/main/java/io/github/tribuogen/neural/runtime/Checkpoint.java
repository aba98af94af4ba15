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
package io.github.tribuogen.neural.runtime;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.nn.Variable;
import io.github.tribuogen.neural.runtime.protos.CheckpointProto;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The whole state of a training run between two steps: variables (weights, optimiser state, buffers), counters, the seed.
 *
 * @param fingerprint What the run was configured as.
 * @param seed The run's seed.
 * @param step The number of steps done.
 * @param rateScale The factor on the learning rates.
 * @param rollbacks How often the run was rolled back.
 * @param variables The variables by full name.
 * @param best The best state seen by validation; its variables are empty if there is none.
 */
public record Checkpoint(
        String fingerprint,
        long seed,
        long step,
        double rateScale,
        int rollbacks,
        Map<String, HostTensor> variables,
        Best best) {

    /** The version of the file format. */
    public static final int CURRENT_VERSION = 0;

    /**
     * The best state seen by validation.
     *
     * @param value The validation value, lower is better; infinite if there is none.
     * @param step When it was seen.
     * @param variables The variables then.
     */
    public record Best(double value, long step, Map<String, HostTensor> variables) {
        static final Best NONE = new Best(Double.POSITIVE_INFINITY, 0, Map.of());
    }

    /** Opens the file that a checkpoint is written to; replaced in tests that simulate a full disk. */
    @FunctionalInterface
    interface Opener {
        OutputStream open(Path file) throws IOException;
    }

    /**
     * Writes the checkpoint. The file is replaced in one step, after the new content is safely on disk: whatever happens,
     * either the old or the new checkpoint is there.
     *
     * @param file The file.
     * @throws IOException If it cannot be written; a previous checkpoint in the file is unharmed.
     */
    public void write(Path file) throws IOException {
        write(file, f -> new FileOutputStream(f.toFile()));
    }

    void write(Path file, Opener opener) throws IOException {
        CheckpointProto body = CheckpointProto.newBuilder()
                .setVersion(CURRENT_VERSION)
                .setFingerprint(fingerprint)
                .setSeed(seed)
                .setStep(step)
                .setRateScale(rateScale)
                .setRollbacks(rollbacks)
                .addAllVariables(TensorProtos.toProtos(variables))
                .setBestValue(best.value())
                .setBestStep(best.step())
                .addAllBestVariables(TensorProtos.toProtos(best.variables()))
                .build();
        Path absolute = file.toAbsolutePath();
        Path temporary = absolute.resolveSibling(absolute.getFileName() + ".tmp");
        try {
            Files.createDirectories(absolute.getParent());
            try (OutputStream out = opener.open(temporary)) {
                body.toBuilder().setCrc(crc(body)).build().writeTo(out);
                out.flush();
                if (out instanceof FileOutputStream f) {
                    f.getFD().sync();
                }
            }
            Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            IOException told = new IOException(
                    "Cannot write the checkpoint " + file + " of step " + step + ", a previous one is unharmed: " + e,
                    e);
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException alsoFailed) {
                told.addSuppressed(alsoFailed);
            }
            throw told;
        }
    }

    private static int crc(CheckpointProto withoutCrc) {
        CRC32 crc = new CRC32();
        crc.update(withoutCrc.toByteArray());
        return (int) crc.getValue();
    }

    /**
     * Reads a checkpoint.
     *
     * @param file The file.
     * @return The checkpoint.
     * @throws IOException If the file cannot be read.
     * @throws IllegalArgumentException If its version is unknown.
     * @throws IllegalStateException If its content is damaged.
     */
    public static Checkpoint read(Path file) throws IOException {
        CheckpointProto p;
        try {
            p = CheckpointProto.parseFrom(Files.readAllBytes(file));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("Invalid checkpoint " + file + ": truncated or not a checkpoint", e);
        }
        if (p.getVersion() < 0 || p.getVersion() > CURRENT_VERSION) {
            throw new IllegalArgumentException("Unknown version " + p.getVersion() + " of checkpoint " + file
                    + ", at most " + CURRENT_VERSION + " expected");
        }
        int expected = crc(p.toBuilder().setCrc(0).build());
        if (p.getCrc() != expected) {
            throw new IllegalStateException("Invalid checkpoint " + file + ": checksum " + Integer.toHexString(expected)
                    + " expected, found " + Integer.toHexString(p.getCrc()));
        }
        return new Checkpoint(
                p.getFingerprint(),
                p.getSeed(),
                p.getStep(),
                p.getRateScale(),
                p.getRollbacks(),
                TensorProtos.fromProtos(p.getVariablesList()),
                new Best(p.getBestValue(), p.getBestStep(), TensorProtos.fromProtos(p.getBestVariablesList())));
    }

    /**
     * Reads the checkpoint that a run goes on from.
     *
     * @param file The file.
     * @param fingerprint What the run is configured as.
     * @param seed The run's seed.
     * @param expected The run's variables.
     * @return The checkpoint, which has them all.
     * @throws UncheckedIOException If the file cannot be read.
     * @throws IllegalArgumentException If it is of another run.
     * @throws IllegalStateException If its content is damaged or lacks a variable.
     */
    public static Checkpoint of(Path file, String fingerprint, long seed, Collection<Variable> expected) {
        Checkpoint c;
        try {
            c = read(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the checkpoint " + file, e);
        }
        if (!c.fingerprint().equals(fingerprint) || c.seed() != seed) {
            throw new IllegalArgumentException("The checkpoint " + file + " is of another run: " + fingerprint
                    + " with seed " + seed + " expected, found " + c.fingerprint() + " with seed " + c.seed());
        }
        for (Variable v : expected) {
            HostTensor value = c.variables().get(v.name());
            if (value == null) {
                throw new IllegalStateException(
                        "Invalid checkpoint " + file + ": variable '" + v.name() + "' is missing");
            }
            GraphFunction.checkFits(v.name(), v.type(), value);
        }
        return c;
    }
}
