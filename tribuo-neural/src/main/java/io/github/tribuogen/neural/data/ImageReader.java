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

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Decodes an image file into channels-first values 0 to 255. */
final class ImageReader {
    private ImageReader() {}

    /** An image of shape {@code [channels, height, width]}. */
    record Pixels(int channels, int height, int width, float[] values) {}

    static Pixels read(byte[] content, Path path, ColourMode mode) {
        BufferedImage image;
        try {
            image = ImageIO.read(new ByteArrayInputStream(content));
        } catch (IOException | RuntimeException e) {
            // Some decoders answer damaged files with unchecked exceptions.
            throw new IllegalArgumentException(
                    path + ": found a damaged image (" + e.getMessage() + "), expected a readable PNG or JPEG", e);
        }
        if (image == null) {
            throw new IllegalArgumentException(
                    path + ": found a file that is no image of a known format, expected a PNG or JPEG");
        }
        int channels = mode == ColourMode.GREY ? 1 : 3;
        int height = image.getHeight();
        int width = image.getWidth();
        float[] values = new float[channels * height * width];
        Raster raster = image.getRaster();
        // getRGB would convert grey values between gamma curves, so they are taken from the raster.
        boolean grey = raster.getNumBands() <= 2 && !(image.getColorModel() instanceof IndexColorModel);
        int greyMax = (1 << Math.min(16, image.getColorModel().getComponentSize(0))) - 1;
        int plane = height * width;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                if (grey) {
                    float value = raster.getSample(x, y, 0) * 255f / greyMax;
                    for (int c = 0; c < channels; c++) {
                        values[c * plane + at] = value;
                    }
                } else {
                    int rgb = image.getRGB(x, y);
                    int red = rgb >> 16 & 0xff;
                    int green = rgb >> 8 & 0xff;
                    int blue = rgb & 0xff;
                    if (channels == 1) {
                        values[at] =
                                red == green && green == blue ? red : (299 * red + 587 * green + 114 * blue) / 1000f;
                    } else {
                        values[at] = red;
                        values[plane + at] = green;
                        values[2 * plane + at] = blue;
                    }
                }
            }
        }
        return new Pixels(channels, height, width, values);
    }

    /** Resizes by averaging over the area that each new pixel covers: no aliasing, and the same on every machine. */
    static Pixels resize(Pixels image, int height, int width) {
        if (image.height() == height && image.width() == width) {
            return image;
        }
        float[] values = new float[image.channels() * height * width];
        double stepY = (double) image.height() / height;
        double stepX = (double) image.width() / width;
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    values[(c * height + y) * width + x] =
                            average(image, c, y * stepY, (y + 1) * stepY, x * stepX, (x + 1) * stepX);
                }
            }
        }
        return new Pixels(image.channels(), height, width, values);
    }

    private static float average(Pixels image, int c, double top, double bottom, double left, double right) {
        double sum = 0;
        double area = 0;
        int lastY = Math.min(image.height() - 1, (int) Math.ceil(bottom) - 1);
        int lastX = Math.min(image.width() - 1, (int) Math.ceil(right) - 1);
        for (int y = (int) top; y <= lastY; y++) {
            double overlapY = Math.min(bottom, y + 1) - Math.max(top, y);
            for (int x = (int) left; x <= lastX; x++) {
                double weight = overlapY * (Math.min(right, x + 1) - Math.max(left, x));
                sum += weight * image.values()[(c * image.height() + y) * image.width() + x];
                area += weight;
            }
        }
        return (float) (sum / area);
    }
}
