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
package io.github.tribuogen.neural.report;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** An encoded picture, ready to be written to a file or put into a {@link RunReport}. Immutable. */
public final class Picture {
    private final BufferedImage image;
    private final byte[] encoded;
    private final String extension;
    private final int displayWidth;

    private Picture(BufferedImage image, byte[] encoded, String extension, int displayWidth) {
        this.image = image;
        this.encoded = encoded;
        this.extension = extension;
        this.displayWidth = displayWidth;
    }

    /**
     * A picture of an image drawn elsewhere, as PNG.
     *
     * @param image the image; copied, what is transparent onto white
     * @return the picture
     */
    public static Picture of(BufferedImage image) {
        BufferedImage copy = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = copy.createGraphics();
        pen.drawImage(image, 0, 0, Theme.PAPER, null);
        pen.dispose();
        return png(copy, copy.getWidth());
    }

    /** Encodes an image as PNG; it is to be shown this many (CSS) pixels wide, fewer than it has on fine screens. */
    static Picture png(BufferedImage image, int displayWidth) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, "png", bytes)) {
                throw new IllegalStateException("This Java runtime has no PNG writer");
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Picture(image, bytes.toByteArray(), "png", displayWidth);
    }

    /** An animation already encoded as GIF. */
    static Picture gif(BufferedImage firstFrame, byte[] encoded) {
        return new Picture(firstFrame, encoded, "gif", firstFrame.getWidth());
    }

    /** The encoded bytes, a fresh copy. */
    public byte[] bytes() {
        return encoded.clone();
    }

    /** The usual ending of a file of this format, without the dot: "png" or "gif". */
    public String extension() {
        return extension;
    }

    /** The width in pixels of the file. */
    public int width() {
        return image.getWidth();
    }

    /** The height in pixels of the file. */
    public int height() {
        return image.getHeight();
    }

    /** The width in CSS pixels at which to show it; plots hold two pixels of the file for each. */
    public int displayWidth() {
        return displayWidth;
    }

    /**
     * Writes the picture to a file, making its folder where needed and replacing what is there.
     *
     * @param file where to write
     * @throws IOException if that fails
     */
    public void save(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(file, encoded);
    }

    BufferedImage image() {
        return image;
    }
}
