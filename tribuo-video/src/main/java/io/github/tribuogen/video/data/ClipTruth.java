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
package io.github.tribuogen.video.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.tribuo.Example;

/**
 * What a clip was made of: kept in an example's metadata as text, so that it survives storage.
 *
 * @param label The class, for instance the digit.
 * @param identity Names the one thing that the clip shows; clips of one thing share it.
 * @param tracks By factor of pose its value in each frame.
 */
public record ClipTruth(String label, String identity, Map<String, double[]> tracks) {
    private static final String LABEL = "clip-class";
    private static final String IDENTITY = "clip-identity";
    private static final String TRACK = "clip-track-";

    /** Copies the map. */
    public ClipTruth {
        tracks = Collections.unmodifiableMap(new LinkedHashMap<>(tracks));
    }

    /**
     * The values of a factor.
     *
     * @param factor For instance "x".
     * @return One for each frame.
     * @throws IllegalArgumentException If there is no such factor.
     */
    public double[] track(String factor) {
        double[] values = tracks.get(factor);
        if (values == null) {
            throw new IllegalArgumentException("factor: found '" + factor + "', expected one of " + tracks.keySet());
        }
        return values.clone();
    }

    /**
     * Writes this into an example.
     *
     * @param example The example.
     */
    public void store(Example<?> example) {
        example.setMetadataValue(LABEL, label);
        example.setMetadataValue(IDENTITY, identity);
        tracks.forEach((factor, values) -> {
            StringJoiner text = new StringJoiner(" ");
            for (double v : values) {
                text.add(Double.toString(v));
            }
            example.setMetadataValue(TRACK + factor, text.toString());
        });
    }

    /**
     * Reads what {@link #store} wrote.
     *
     * @param example An example.
     * @return The truth; empty if the example has none.
     */
    public static Optional<ClipTruth> of(Example<?> example) {
        Optional<Object> label = example.getMetadataValue(LABEL);
        Optional<Object> identity = example.getMetadataValue(IDENTITY);
        if (label.isEmpty() || identity.isEmpty()) {
            return Optional.empty();
        }
        Map<String, double[]> tracks = new TreeMap<>();
        example.getMetadata().forEach((key, value) -> {
            if (key.startsWith(TRACK)) {
                String[] parts = value.toString().split(" ");
                double[] values = new double[parts.length];
                for (int i = 0; i < parts.length; i++) {
                    values[i] = Double.parseDouble(parts[i]);
                }
                tracks.put(key.substring(TRACK.length()), values);
            }
        });
        return Optional.of(new ClipTruth(label.get().toString(), identity.get().toString(), tracks));
    }

    /**
     * The truth of an example that must have one.
     *
     * @param example An example.
     * @return The truth.
     * @throws IllegalArgumentException If the example has none.
     */
    public static ClipTruth require(Example<?> example) {
        return of(example)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The example has no truth of a clip in its metadata, found the keys "
                                + example.getMetadata().keySet() + ", expected '" + LABEL + "' and '" + IDENTITY
                                + "'"));
    }

    @Override
    public String toString() {
        return "ClipTruth(label=" + label + ", identity=" + identity + ", tracks=" + tracks.keySet() + ")";
    }
}
