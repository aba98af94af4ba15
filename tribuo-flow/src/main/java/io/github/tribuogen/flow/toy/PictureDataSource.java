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
package io.github.tribuogen.flow.toy;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Data drawn from a picture as a density: a pixel is chosen by its darkness, its centre on [-4, 4]^2 is taken, and normal noise
 * of half a pixel is added.
 */
public final class PictureDataSource extends DrawnDataSource {
    @Config(mandatory = true, description = "The picture's file, in a format that Java reads.")
    private Path path;

    @Config(description = "Are light pixels dense, rather than dark ones?")
    private boolean lightIsDense = false;

    private Law law;

    /** For OLCUT. */
    private PictureDataSource() {}

    /**
     * A source.
     *
     * @param path The picture's file, in a format that Java reads.
     * @param lightIsDense Are light pixels dense, rather than dark ones?
     * @param numSamples The number of examples, at least 1.
     * @param seed The seed of the random number generator.
     */
    public PictureDataSource(Path path, boolean lightIsDense, int numSamples, long seed) {
        super(numSamples, seed);
        this.path = path;
        this.lightIsDense = lightIsDense;
        postConfig();
    }

    @Override
    public void postConfig() {
        super.postConfig();
        law = law(path, lightIsDense);
    }

    static Law law(Path path, boolean lightIsDense) {
        BufferedImage image;
        try {
            image = ImageIO.read(path.toFile());
        } catch (IOException e) {
            throw new PropertyException(e, "", "path", "found " + path + ", expected a picture: " + e.getMessage());
        }
        if (image == null) {
            throw new PropertyException(
                    "", "path", "found " + path + ", expected a picture in a format that Java reads");
        }
        int w = image.getWidth();
        int h = image.getHeight();
        double[] weights = new double[w * h];
        double[][] centres = new double[w * h][];
        double total = 0;
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int rgb = image.getRGB(x, y);
                double light = (0.299 * (rgb >> 16 & 255) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255)) / 255;
                weights[y * w + x] = lightIsDense ? light : 1 - light;
                total += weights[y * w + x];
                centres[y * w + x] = new double[] {8 * (x + 0.5) / w - 4, 4 - 8 * (y + 0.5) / h};
            }
        }
        if (!(total > 1e-9)) {
            throw new PropertyException(
                    "",
                    "path",
                    "found " + path + " all " + (lightIsDense ? "black" : "white") + ", expected a picture");
        }
        return new GaussianMixture(weights, centres, 4.0 / w, 4.0 / h);
    }

    @Override
    Law law() {
        return law;
    }

    @Override
    public String toString() {
        return "PictureDataSource(path=" + path + ",lightIsDense=" + lightIsDense + "," + super.toString();
    }
}
