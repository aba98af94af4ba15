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
package io.github.tribuogen.video.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Telling apart things that were never seen in training, from single frames: nine in ten frames of every identity are labelled and the
 * rest assigned by nearest neighbours, or only one or five of each of five identities (Grathwohl and Wilson 2016 for the former).
 *
 * @param neighbours In a vote, at least 1.
 * @param episodes Draws of five identities, at least 1.
 */
public record HeldOutIdentities(int neighbours, int episodes) {
    private static final int WAYS = 5;
    private static final int QUERIES = 5;
    private static final int PARTS = 10;

    /**
     * Measures features.
     *
     * @param features Turns frames into numbers.
     * @param frames Of at least five identities, at least ten frames of each.
     * @param rng Draws frames and identities.
     * @return "identity", "5-way 1-shot", "5-way 5-shot": shares of frames assigned rightly.
     * @throws IllegalArgumentException If there are too few identities or frames.
     */
    public Map<String, Double> measure(FrameFeatures features, FrameSet frames, RandomGenerator rng) {
        double[][] rows = features.of(frames.pixels());
        String[] identities = frames.identities();
        List<Integer> known = new ArrayList<>();
        List<Integer> asked = new ArrayList<>();
        for (List<Integer> own : FewShot.grouped(identities).values()) {
            List<Integer> shuffled = new ArrayList<>(own);
            FewShot.shuffle(shuffled, rng);
            int cut = shuffled.size() - Math.max(1, shuffled.size() / PARTS);
            known.addAll(shuffled.subList(0, cut));
            asked.addAll(shuffled.subList(cut, shuffled.size()));
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(
                "identity",
                new NeighbourProbe(neighbours, true)
                        .accuracy(
                                known.stream().map(i -> rows[i]).toArray(double[][]::new),
                                known.stream().map(i -> identities[i]).toArray(String[]::new),
                                asked.stream().map(i -> rows[i]).toArray(double[][]::new),
                                asked.stream().map(i -> identities[i]).toArray(String[]::new)));
        figures.put("5-way 1-shot", FewShot.episodes(rows, identities, WAYS, 1, QUERIES, episodes, rng));
        figures.put("5-way 5-shot", FewShot.episodes(rows, identities, WAYS, 5, QUERIES, episodes, rng));
        return figures;
    }
}
