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

import io.github.tribuogen.video.data.ClipTruth;
import io.github.tribuogen.video.prior.LatentBlock;
import io.github.tribuogen.video.vae.VideoVAEModel;
import java.util.List;

/**
 * Do clips that take the pose of another still show their own thing? Every clip takes the pose of the next one of another class; a judge
 * trained on real frames says what it sees. Blurred pictures confuse a judge, so its word on plain reconstructions stands beside.
 *
 * @param real Of the frames themselves.
 * @param reconstructed Of the frames decoded from their own codes.
 * @param swapped Of the frames with another clip's pose, against their own class.
 * @param animated Of the frames that show the clip's thing, taken as one point of the whole clip, in the other's pose.
 * @param donorAccuracy How often the judge takes a swapped frame for the class that gave the pose.
 * @param divergence How far the judge's words on swapped frames are from those on the real ones, in nats.
 */
public record SwapTest(
        JudgeScores real,
        JudgeScores reconstructed,
        JudgeScores swapped,
        JudgeScores animated,
        double donorAccuracy,
        double divergence) {
    /**
     * Runs the test on one frame of each clip.
     *
     * @param model A model with blocks "identity" and "pose".
     * @param clips [n, clip], of at least two classes.
     * @param truths Of the clips, [n].
     * @param time Which frame is judged.
     * @param judge The judge, which knows all classes.
     * @return The scores.
     * @throws IllegalArgumentException If there is one class only, or the judge does not know one.
     */
    public static SwapTest of(
            VideoVAEModel model, float[][] clips, List<ClipTruth> truths, int time, FrameJudge judge) {
        int n = clips.length;
        float[][] donors = new float[n][];
        int[] own = new int[n];
        int[] given = new int[n];
        for (int i = 0; i < n; i++) {
            int next = (i + 1) % n;
            while (next != i && truths.get(next).label().equals(truths.get(i).label())) {
                next = (next + 1) % n;
            }
            if (next == i) {
                throw new IllegalArgumentException("truths: at least two classes expected, found only '"
                        + truths.get(i).label() + "'");
            }
            donors[i] = clips[next];
            own[i] = number(judge, truths.get(i).label());
            given[i] = number(judge, truths.get(next).label());
        }
        double[][] real = judge.probabilities(frames(model, clips, truths, time));
        double[][] again = judge.probabilities(frames(model, model.reconstruct(clips), truths, time));
        double[][] mixed =
                judge.probabilities(frames(model, model.swap(LatentBlock.POSE, clips, donors), truths, time));
        double[][] whole = judge.probabilities(frames(model, model.animate(clips, donors), truths, time));
        return new SwapTest(
                JudgeScores.of(real, own),
                JudgeScores.of(again, own),
                JudgeScores.of(mixed, own),
                JudgeScores.of(whole, own),
                JudgeScores.of(mixed, given).accuracy(),
                JudgeScores.divergence(mixed, real));
    }

    private static float[][] frames(VideoVAEModel model, float[][] clips, List<ClipTruth> truths, int time) {
        return FrameSet.at(clips, truths, model.geometry(), time).pixels();
    }

    private static int number(FrameJudge judge, String label) {
        int number = judge.classes().indexOf(label);
        if (number < 0) {
            throw new IllegalArgumentException(
                    "judge: one that knows '" + label + "' expected, found " + judge.classes());
        }
        return number;
    }
}
