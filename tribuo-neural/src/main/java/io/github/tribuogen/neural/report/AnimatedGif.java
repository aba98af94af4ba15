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
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/**
 * Pictures shown one after another as an animated GIF: the steps of a chain, the samples during a training, a clip.
 *
 * <p>Grey pictures keep all their 256 levels; coloured ones are reduced to 256 colours a frame.
 */
public final class AnimatedGif {
    private static final String FORMAT = "javax_imageio_gif_image_1.0";
    private static final IndexColorModel GREY_LEVELS = greyLevels();

    private final List<Picture> frames;
    private int delayMillis = 100;
    private int repetitions = 0;

    private AnimatedGif(List<Picture> frames) {
        this.frames = frames;
    }

    /**
     * Starts an animation.
     *
     * @param frames at least one picture, all of one size
     * @return the animation, of a tenth of a second a frame, repeated for ever
     * @throws IllegalArgumentException if there is none, or the sizes differ
     */
    public static AnimatedGif of(List<Picture> frames) {
        if (frames.isEmpty()) {
            throw new IllegalArgumentException("frames is empty, expected at least one picture");
        }
        Picture first = frames.get(0);
        for (int i = 1; i < frames.size(); i++) {
            Picture frame = frames.get(i);
            if (frame.width() != first.width() || frame.height() != first.height()) {
                throw new IllegalArgumentException("frames[" + i + "] is " + frame.width() + " x " + frame.height()
                        + " pixels, expected " + first.width() + " x " + first.height() + " as the first");
            }
        }
        return new AnimatedGif(List.copyOf(frames));
    }

    /**
     * Sets how long each frame is shown.
     *
     * @param millis from 20 (many viewers take less for a mistake) to 655350 milliseconds; rounded to hundredths of a second
     * @return this
     */
    public AnimatedGif delayMillis(int millis) {
        if (millis < 20 || millis > 655_350) {
            throw new IllegalArgumentException("delayMillis is " + millis + ", expected 20 to 655350");
        }
        this.delayMillis = millis;
        return this;
    }

    /**
     * Sets how often the animation is shown again after the first time.
     *
     * @param repetitions from 0, which means for ever, to 65535
     * @return this
     */
    public AnimatedGif repetitions(int repetitions) {
        if (repetitions < 0 || repetitions > 65_535) {
            throw new IllegalArgumentException("repetitions is " + repetitions + ", expected 0 to 65535");
        }
        this.repetitions = repetitions;
        return this;
    }

    /**
     * Encodes the animation.
     *
     * @return the picture, a GIF
     */
    public Picture render() {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("gif");
        if (!writers.hasNext()) {
            throw new IllegalStateException("This Java runtime has no GIF writer");
        }
        ImageWriter writer = writers.next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < frames.size(); i++) {
                BufferedImage image = indexedIfGrey(frames.get(i).image());
                writer.writeToSequence(new IIOImage(image, null, metadata(writer, image, i == 0)), null);
            }
            writer.endWriteSequence();
            stream.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            writer.dispose();
        }
        return Picture.gif(frames.get(0).image(), bytes.toByteArray());
    }

    private IIOMetadata metadata(ImageWriter writer, BufferedImage image, boolean first)
            throws IIOInvalidTreeException {
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
        IIOMetadataNode control = child(root, "GraphicControlExtension");
        control.setAttribute("disposalMethod", "none");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("transparentColorIndex", "0");
        control.setAttribute("delayTime", Integer.toString(Math.round(delayMillis / 10f)));
        if (first && frames.size() > 1) {
            // The extension of Netscape 2.0, which every viewer knows: one byte 1, then the count, low byte first.
            IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
            loop.setAttribute("applicationID", "NETSCAPE");
            loop.setAttribute("authenticationCode", "2.0");
            loop.setUserObject(new byte[] {1, (byte) repetitions, (byte) (repetitions >> 8)});
            child(root, "ApplicationExtensions").appendChild(loop);
        }
        metadata.setFromTree(FORMAT, root);
        return metadata;
    }

    private static IIOMetadataNode child(IIOMetadataNode root, String name) {
        for (int i = 0; i < root.getLength(); i++) {
            if (root.item(i).getNodeName().equals(name)) {
                return (IIOMetadataNode) root.item(i);
            }
        }
        IIOMetadataNode created = new IIOMetadataNode(name);
        root.appendChild(created);
        return created;
    }

    private static BufferedImage indexedIfGrey(BufferedImage image) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        for (int pixel : pixels) {
            int red = pixel >> 16 & 0xff;
            if (red != (pixel >> 8 & 0xff) || red != (pixel & 0xff)) {
                return opaque(image);
            }
        }
        BufferedImage indexed =
                new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, GREY_LEVELS);
        byte[] levels = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            levels[i] = (byte) pixels[i];
        }
        indexed.getRaster().setDataElements(0, 0, image.getWidth(), image.getHeight(), levels);
        return indexed;
    }

    private static BufferedImage opaque(BufferedImage image) {
        if (image.getType() == BufferedImage.TYPE_INT_RGB) {
            return image;
        }
        BufferedImage copy = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = copy.createGraphics();
        pen.drawImage(image, 0, 0, null);
        pen.dispose();
        return copy;
    }

    private static IndexColorModel greyLevels() {
        byte[] levels = new byte[256];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) i;
        }
        return new IndexColorModel(8, 256, levels, levels, levels);
    }
}
