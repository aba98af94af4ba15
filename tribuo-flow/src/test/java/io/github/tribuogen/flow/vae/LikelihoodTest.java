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
package io.github.tribuogen.flow.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.latent.BernoulliLikelihood;
import io.github.tribuogen.neural.latent.CategoricalLikelihood;
import io.github.tribuogen.neural.latent.GaussianLikelihood;
import io.github.tribuogen.neural.latent.Likelihood;
import io.github.tribuogen.neural.latent.RowNoise;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Laws of observations, networks and the noise of rows. */
class LikelihoodTest {
    private static RandomStream stream(ParameterScope s) {
        var g = s.variables().graph();
        return RandomStream.of(g.constant(HostTensor.scalar(3L)), g.constant(HostTensor.scalar(0L)));
    }

    /** Over all values of two coordinates the probabilities add up to 1, and the mean is theirs. */
    private static void addsUp(Likelihood likelihood, int levels) {
        int rows = levels * levels;
        int p = likelihood.parameters();
        double[] x = new double[2 * rows];
        double[] numbers = new double[2 * p * rows];
        double[] one = Graphs.normal(2, 2 * p);
        for (int i = 0; i < rows; i++) {
            x[2 * i] = (double) (i / levels) / (levels - 1);
            x[2 * i + 1] = (double) (i % levels) / (levels - 1);
            System.arraycopy(one, 0, numbers, 2 * p * i, 2 * p);
        }
        Map<String, double[]> r = Graphs.run(1, 1, s -> {
            Tensor n = Graphs.constant(s, numbers, rows, 2L * p);
            return Map.of(
                    "log p", likelihood.logProbability(n, Graphs.constant(s, x, rows, 2)), "mean", likelihood.mean(n));
        });
        double sum = 0;
        double[] mean = new double[2];
        for (int i = 0; i < rows; i++) {
            double q = Math.exp(r.get("log p")[i]);
            sum += q;
            mean[0] += q * x[2 * i];
            mean[1] += q * x[2 * i + 1];
        }
        assertEquals(1, sum, 1e-9);
        assertArrayEquals(mean, Arrays.copyOf(r.get("mean"), 2), 1e-9);
    }

    @Test
    void probabilitiesAddUp() {
        addsUp(new BernoulliLikelihood(), 2);
        addsUp(new CategoricalLikelihood(5), 5);
    }

    @Test
    void aGaussianIsTheTextbooks() {
        double[] r = Graphs.run1(s -> new GaussianLikelihood(0.5)
                .logProbability(
                        Graphs.constant(s, new double[] {1, 2}, 1, 2),
                        Graphs.constant(s, new double[] {1.5, 1}, 1, 2)));
        assertEquals(-Math.log(2 * Math.PI) - 2 * Math.log(0.5) - 0.5 * (1 + 4), r[0], 1e-12);
    }

    /** 20,000 draws; the means are within 5 standard errors, a false alarm below 1e-6 for each of the ten numbers. */
    @Test
    void drawsHaveTheMean() {
        int n = 20_000;
        for (Likelihood likelihood :
                new Likelihood[] {new BernoulliLikelihood(), new CategoricalLikelihood(7), new GaussianLikelihood(0.3)
                }) {
            int p = likelihood.parameters();
            double[] numbers = new double[n * 2 * p];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Graphs.normal(2, 2 * p)[i % (2 * p)];
                if (i >= 2 * p) {
                    numbers[i] = numbers[i - 2 * p];
                }
            }
            Map<String, double[]> r = Graphs.run(1, 1, s -> {
                Tensor t = Graphs.constant(s, numbers, n, 2L * p);
                return Map.of("x", likelihood.draw(t, stream(s)), "mean", likelihood.mean(t));
            });
            for (int j = 0; j < 2; j++) {
                double mean = 0;
                double square = 0;
                for (int i = 0; i < n; i++) {
                    double x = r.get("x")[2 * i + j];
                    assertTrue(likelihood.takes((float) x), () -> likelihood + " gave " + x);
                    mean += x / n;
                    square += x * x / n;
                }
                double error = Math.sqrt((square - mean * mean) / n);
                assertEquals(r.get("mean")[j], mean, 5 * error, likelihood.toString());
            }
        }
    }

    @Test
    void levelsAreToldFromOtherNumbers() {
        Likelihood grey = new CategoricalLikelihood();
        for (int i = 0; i < 256; i++) {
            assertTrue(grey.takes(i * (1 / 255f)), "level " + i);
        }
        assertFalse(grey.takes(0.5f));
        assertFalse(new BernoulliLikelihood().takes(1.001f));
    }

    /** 28x28 and 28x20 images, as in the paper. */
    @Test
    void gatedConvolutionsMapImagesToFeaturesAndBack() {
        for (int width : new int[] {28, 20}) {
            Graphs.run(1, 1, s -> {
                Tensor x = Graphs.normal(s, 1, 2, 1, 28, width);
                Tensor h = new GatedConvEncoder(2).apply(s.child("encoder"), x, 9);
                assertEquals("[2,9]", h.shape().toString().replace(" ", ""));
                Tensor y = new GatedConvDecoder(28, width, 2).apply(s.child("decoder"), h, 28L * width * 3);
                assertEquals(28L * width * 3, y.shape().size(1));
                Map<String, Tensor> parameters = new LinkedHashMap<>(s.parameters());
                assertEquals(
                        "[18,4,7," + width / 4 + "]",
                        parameters
                                .get("p/encoder/output/weight")
                                .shape()
                                .toString()
                                .replace(" ", ""));
                return Map.of("y", y);
            });
        }
    }

    /** A row's noise does not depend on its place, is another for another row, draw or purpose, and is standard normal. */
    @Test
    void noiseIsAFunctionOfTheRow() {
        int n = 500;
        int k = 20;
        double[] rows = Graphs.normal(1, n * 3);
        double[] turned = new double[n * 3];
        for (int i = 0; i < n; i++) {
            System.arraycopy(rows, 3 * i, turned, 3 * (n - 1 - i), 3);
        }
        Map<String, double[]> r = Graphs.run(1, 1, s -> {
            Tensor x = Graphs.constant(s, rows, n, 3);
            Tensor zero = s.variables().graph().constant(0L);
            Tensor one = s.variables().graph().constant(1L);
            return Map.of(
                    "normal", RowNoise.of(x, 1).normal(zero, k),
                    "turned", RowNoise.of(Graphs.constant(s, turned, n, 3), 1).normal(zero, k),
                    "next", RowNoise.of(x, 1).normal(one, k),
                    "other", RowNoise.of(x, 2).normal(zero, k),
                    "uniform", RowNoise.of(x, 1).uniform(zero, k));
        });
        double[] z = r.get("normal");
        double mean = 0;
        double square = 0;
        double neighbours = 0;
        double withNext = 0;
        double withOther = 0;
        double uniform = 0;
        for (int i = 0; i < n * k; i++) {
            mean += z[i];
            square += z[i] * z[i];
            neighbours += z[i] * z[(i + k) % (n * k)];
            withNext += z[i] * r.get("next")[i];
            withOther += z[i] * r.get("other")[i];
            uniform += r.get("uniform")[i];
            assertEquals(z[i], r.get("turned")[(n - 1 - i / k) * k + i % k]);
        }
        // 10,000 numbers: 5 standard errors
        double five = 5 / Math.sqrt(n * k);
        assertEquals(0, mean / n / k, five);
        assertEquals(1, square / n / k, five * Math.sqrt(2));
        assertEquals(0, neighbours / n / k, five);
        assertEquals(0, withNext / n / k, five);
        assertEquals(0, withOther / n / k, five);
        assertEquals(0.5, uniform / n / k, five / Math.sqrt(12));
        assertNotEquals(z[0], z[k]);
    }
}
