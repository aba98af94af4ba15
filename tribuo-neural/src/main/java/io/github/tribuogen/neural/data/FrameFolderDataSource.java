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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.config.Require;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

/**
 * Reads video clips from a folder that has one folder of PNG or JPEG frames for each clip, in the order of the file names (so numbers want
 * leading zeros). The label of a clip is the name of its folder up to the first underscore: {@code chair12_00}, {@code chair12_01} are two
 * clips of "chair12". Values are 0 to 255; features are named as a {@link ClipLayout} counts.
 *
 * @param <T> the type of output.
 */
public final class FrameFolderDataSource<T extends Output<T>> extends TableDataSource<T> {
    /** What becomes of clips that have more frames than are asked for, or fewer. */
    public enum LengthPolicy {
        /** They are refused, with the folder's name. */
        REFUSE,
        /** What is too long is cut off at the end; what is too short is refused. */
        CUT,
        /** What is too long is cut off; the last frame of what is too short is repeated. */
        CUT_OR_REPEAT
    }

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,18})\\.[A-Za-z]+$");

    @Config(mandatory = true, description = "Folder that has one folder of frames for each clip.")
    private Path root;

    @Config(description = "Frames in a clip; 0 for as many as the first clip has.")
    private int frames = 0;

    @Config(description = "What becomes of clips of another length.")
    private LengthPolicy lengthPolicy = LengthPolicy.REFUSE;

    @Config(description = "Channels to give: grey or colour.")
    private ColourMode colourMode = ColourMode.GREY;

    @Config(description = "Number of rows to resize to, or 0 to keep the size.")
    private int height = 0;

    @Config(description = "Number of columns to resize to, or 0 to keep the size.")
    private int width = 0;

    private ClipLayout layout;

    /** For OLCUT. */
    private FrameFolderDataSource() {}

    /**
     * All clips of a folder, which must have equal lengths and sizes.
     *
     * @param root folder that has one folder of frames for each clip.
     * @param outputFactory makes outputs from the labels of clips.
     * @param colourMode the channels to give.
     * @throws IOException if a file cannot be read.
     */
    public FrameFolderDataSource(Path root, OutputFactory<T> outputFactory, ColourMode colourMode) throws IOException {
        this(root, outputFactory, colourMode, 0, LengthPolicy.REFUSE, 0, 0, new ExampleSelection());
    }

    /**
     * Some clips, resized, brought to one length.
     *
     * @param root folder that has one folder of frames for each clip.
     * @param outputFactory makes outputs from the labels of clips.
     * @param colourMode the channels to give.
     * @param frames frames in a clip; 0 for as many as the first clip has.
     * @param lengthPolicy what becomes of clips of another length.
     * @param height the number of rows, or 0 for those of the frames.
     * @param width the number of columns, or 0 for those of the frames.
     * @param selection which clips to give.
     * @throws IOException if a file cannot be read.
     */
    public FrameFolderDataSource(
            Path root,
            OutputFactory<T> outputFactory,
            ColourMode colourMode,
            int frames,
            LengthPolicy lengthPolicy,
            int height,
            int width,
            ExampleSelection selection)
            throws IOException {
        super(outputFactory, selection);
        this.root = root;
        this.colourMode = colourMode;
        this.frames = frames;
        this.lengthPolicy = lengthPolicy;
        this.height = height;
        this.width = width;
        postConfig();
    }

    /**
     * Reads the frames.
     *
     * @throws IOException if a file cannot be read.
     * @throws PropertyException if the folder is missing or a size is wrong.
     * @throws IllegalArgumentException if a file is no image, frames differ in size, clips in length, or there are none.
     */
    @Override
    public void postConfig() throws IOException {
        if (height < 0 || width < 0 || (height == 0) != (width == 0)) {
            throw new PropertyException(
                    "",
                    height < 0 ? "height" : "width",
                    "found height " + height + " and width " + width + ", expected both above zero, or both zero");
        }
        Require.atLeast("frames", frames, 0);
        if (!Files.isDirectory(root)) {
            throw new PropertyException("", "root", "found no folder at " + root + ", expected one folder a clip");
        }
        List<Path> folders = ImageFolderDataSource.list(root, Files::isDirectory);
        if (folders.isEmpty()) {
            throw new IllegalArgumentException(root + ": found no folder of frames, expected one for each clip");
        }
        MessageDigest digest = CIFAR10BinaryDataSource.sha256();
        List<float[][]> clips = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        ImageReader.Pixels first = null;
        int length = frames;
        for (Path folder : folders) {
            List<Path> files = ImageFolderDataSource.list(folder, ImageFolderDataSource::isImage);
            if (files.isEmpty()) {
                throw new IllegalArgumentException(
                        folder + ": found no PNG or JPEG file, expected the frames of a clip");
            }
            checkNumbers(files, folder);
            length = length == 0 ? files.size() : length;
            float[][] clip = new float[length][];
            for (int t = 0; t < Math.min(length, checked(files.size(), length, folder)); t++) {
                ImageReader.Pixels frame = read(files.get(t), digest);
                first = first == null ? frame : first;
                checkSize(frame, first, files.get(t));
                clip[t] = frame.values();
            }
            for (int t = files.size(); t < length; t++) {
                clip[t] = clip[t - 1];
            }
            clips.add(clip);
            labels.add(folder.getFileName().toString().split("_")[0]);
        }
        layout = new ClipLayout(length, first.channels(), first.height(), first.width());
        int frameSize = first.values().length;
        hold(
                root.toString(),
                length * frameSize,
                (row, column) -> clips.get(row)[column / frameSize][column % frameSize],
                labels.toArray(new String[0]),
                new SourceProvenance(this, HexFormat.of().withUpperCase().formatHex(digest.digest()), null));
    }

    /** Where all names end in numbers, none may be missing: a gap would turn time into a jump. */
    private static void checkNumbers(List<Path> files, Path folder) {
        long[] numbers = new long[files.size()];
        for (int t = 0; t < numbers.length; t++) {
            Matcher number = NUMBER.matcher(files.get(t).getFileName().toString());
            if (!number.find()) {
                return;
            }
            numbers[t] = Long.parseLong(number.group(1));
        }
        for (int t = 2; t < numbers.length; t++) {
            if (numbers[t] - numbers[t - 1] != numbers[1] - numbers[0]) {
                throw new IllegalArgumentException(folder + ": found "
                        + files.get(t).getFileName() + " after "
                        + files.get(t - 1).getFileName() + ", expected numbers that grow by "
                        + (numbers[1] - numbers[0]) + " from frame to frame, none missing, in the order of the names");
            }
        }
    }

    /** How many frames a folder has, if the policy allows that. */
    private int checked(int found, int expected, Path folder) {
        boolean fits =
                switch (lengthPolicy) {
                    case REFUSE -> found == expected;
                    case CUT -> found >= expected;
                    case CUT_OR_REPEAT -> true;
                };
        if (!fits) {
            throw new IllegalArgumentException(folder + ": found " + found + " frames, expected " + expected
                    + (frames == 0 ? " as the first clip has" : "") + "; set frames and lengthPolicy to cut or repeat");
        }
        return found;
    }

    private ImageReader.Pixels read(Path file, MessageDigest digest) throws IOException {
        byte[] content = Files.readAllBytes(file);
        digest.update((file.getParent().getFileName() + "/" + file.getFileName()).getBytes(StandardCharsets.UTF_8));
        digest.update(content);
        ImageReader.Pixels image = ImageReader.read(content, file, colourMode);
        return height > 0 ? ImageReader.resize(image, height, width) : image;
    }

    private static void checkSize(ImageReader.Pixels frame, ImageReader.Pixels first, Path file) {
        if (frame.height() != first.height() || frame.width() != first.width()) {
            throw new IllegalArgumentException(file + ": found a frame of " + frame.height() + " rows and "
                    + frame.width() + " columns, expected " + first.height() + " and " + first.width()
                    + " as the first frame has; set height and width to resize");
        }
    }

    /**
     * The layout of the clips.
     *
     * @return frames, one or three channels, and the size of the frames.
     */
    public ClipLayout layout() {
        return layout;
    }

    @Override
    public String toString() {
        return "FrameFolderDataSource(root=" + root + ", frames=" + frames + ", lengthPolicy=" + lengthPolicy
                + ", colourMode=" + colourMode + ", height=" + height + ", width=" + width + ", " + selection() + ")";
    }
}
