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
package io.github.tribuogen.benchmark;

import io.github.tribuogen.ebm.energy.GaussianBernoulliRBM;
import io.github.tribuogen.ebm.kernel.GaussianKernel;
import io.github.tribuogen.ebm.kernel.KernelSteinTest;
import io.github.tribuogen.ebm.kernel.SteinStatistic;
import io.github.tribuogen.ebm.kernel.WildBootstrap;
import io.github.tribuogen.ebm.stein.GoodnessOfFitTest;
import io.github.tribuogen.ebm.stein.LearnedSteinTest;
import io.github.tribuogen.ebm.stein.ScoredSample;
import io.github.tribuogen.neural.runtime.Device;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Whole Stein tests, compiling included: the learned one in the paper's settings for RBMs (1,000 updates of a 300-300 critic on
 * 800 of 1,000 points) and the kernel one with 1,000 draws of its bootstrap. Given Python (and the published code), peers do
 * the same work in turns.
 */
final class SteinBenchmark {
    private static final int POINTS = 1000;
    private static final int VISIBLE = 50;
    private static final int HIDDEN = 40;
    private static final int UPDATES = 1000;
    private static final int WIDTH = 300;
    private static final int TRAINING = 800;

    private SteinBenchmark() {}

    static void measure(int threads, int rounds, PythonPeer.Installation python, Report report) {
        SplittableRandom rng = new SplittableRandom(1);
        GaussianBernoulliRBM truth = GaussianBernoulliRBM.random(VISIBLE, HIDDEN, rng);
        long began = System.nanoTime();
        float[][] points = truth.gibbs(POINTS, GaussianBernoulliRBM.SWEEPS, rng);
        double gibbs = (System.nanoTime() - began) / 1e9;
        ScoredSample sample = ScoredSample.of(truth.perturbed(0.02, rng), points);
        report.section("Stein tests of an RBM of 50 and 40 units, 1,000 points, " + Report.threads(threads));
        report.line("| | seconds: median | least | peer, in turns | ratio |\n|---|---|---|---|---|");
        LearnedSteinTest learned = LearnedSteinTest.builder()
                .withoutAttributions()
                .device(Device.cpu(threads))
                .build();
        double least = turns(
                "learned, 1,000 updates",
                learned,
                sample,
                "rbm",
                UPDATES,
                threads,
                Math.min(rounds, 5),
                python,
                report);
        turns(
                "kernel, 1,000 draws",
                new KernelSteinTest(new GaussianKernel()),
                sample,
                "ksd",
                1000,
                threads,
                rounds,
                python,
                report);
        // values and the closed form of the trace: the layers, and one more product of the hidden ones; each twice more
        // for the gradient
        double products = 3.0 * 2 * TRAINING * (2.0 * VISIBLE * WIDTH + 2.0 * WIDTH * WIDTH) * UPDATES;
        double rate = ProductRate.of(TRAINING, WIDTH, threads);
        double inTraining = ProductRate.ofTraining(TRAINING, WIDTH, threads);
        report.line(String.format(
                Locale.ROOT,
                "%nThe matrix products of the learned test, %.0f GFLOP, take %.1f s at the %.0f GFLOP/s of products with constant"
                        + " weights, and %.1f s at the %.0f GFLOP/s of those of training: the whole test runs at %.2f and %.2f of"
                        + " these rates. %,d sweeps of %,d Gibbs chains took %.2f s.",
                products / 1e9,
                products / rate,
                rate / 1e9,
                products / inTraining,
                inTraining / 1e9,
                products / rate / least,
                products / inTraining / least,
                GaussianBernoulliRBM.SWEEPS,
                POINTS,
                gibbs));
    }

    private static KernelSteinTest kernel(int threads) {
        return new KernelSteinTest(
                new GaussianKernel(), SteinStatistic.V, new WildBootstrap(), 0.05, Device.cpu(threads));
    }

    private static double turns(
            String name,
            GoodnessOfFitTest test,
            ScoredSample sample,
            String peerTask,
            int work,
            int threads,
            int rounds,
            PythonPeer.Installation python,
            Report report) {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        double[] ratios = new double[rounds];
        try (PythonPeer peer = python.exists()
                ? new PythonPeer(python, "stein.py", "--task", peerTask, "--threads", Integer.toString(threads))
                : null) {
            // the first tests load and compile classes, and the peer's first call its libraries
            for (int i = 0; i < (peerTask.equals("ksd") ? 10 : 1); i++) {
                test.test(sample, i);
            }
            if (peer != null) {
                peer.train(10);
            }
            for (int i = 0; i < rounds; i++) {
                long began = System.nanoTime();
                test.test(sample, i);
                ours[i] = (System.nanoTime() - began) / 1e9;
                theirs[i] = peer == null ? Double.NaN : peer.train(work)[0];
                ratios[i] = ours[i] / theirs[i];
            }
        }
        report.line(String.format(
                Locale.ROOT,
                "| %s | %.3f | %.3f | %s | %s |",
                name,
                Interleaved.quantile(ours, 0.5),
                Arrays.stream(ours).min().orElseThrow(),
                python.exists() ? String.format(Locale.ROOT, "%.3f", Interleaved.quantile(theirs, 0.5)) : "",
                python.exists() ? String.format(Locale.ROOT, "%.2f", Interleaved.quantile(ratios, 0.5)) : ""));
        report.values(name, "seconds", ours);
        report.values(name + ", peer", "seconds", theirs);
        return Arrays.stream(ours).min().orElseThrow();
    }
}
