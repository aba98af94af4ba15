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
package io.github.tribuogen.neural.graph;

import java.nio.charset.StandardCharsets;

/**
 * Random numbers computed from a counter: no hidden state, so a resumed run draws what the uninterrupted one would have
 * drawn, on any device and with any number of threads.
 *
 * <p>Word i of a draw at step s is {@code mix64(key + (2^32 s + i) gamma)}, the output function and increment of
 * SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). The key is derived from
 * the seed, the names of the stream and the number of the draw within the stream when the graph is built, so streams of
 * different names do not disturb one another. A draw may have up to 2^32 elements a step.
 *
 * <p>Normal numbers come in pairs from the Box-Muller transform of a word's halves; their largest possible size is 6.8.
 */
public final class RandomStream {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;
    private static final long MIX_1 = 0xbf58476d1ce4e5b9L;
    private static final long MIX_2 = 0x94d049bb133111ebL;

    private final Tensor key; // uint64 scalar
    private final Tensor step; // int64 scalar
    private int draws = 0;

    private RandomStream(Tensor key, Tensor step) {
        this.key = key;
        this.step = step;
    }

    /**
     * The stream of a seed.
     *
     * @param seed int64 of shape [].
     * @param step int64 of shape []: the same step gives the same numbers, another step others.
     * @return The stream.
     */
    public static RandomStream of(Tensor seed, Tensor step) {
        return new RandomStream(mix(seed.cast(DType.UINT64)), step);
    }

    /**
     * A stream of its own for a purpose.
     *
     * @param name The purpose, for instance {@code "sampler"}.
     * @return The stream, which depends on the seed and the name alone.
     */
    public RandomStream child(String name) {
        return new RandomStream(derived(hash(name)), step);
    }

    /**
     * The same streams at another step.
     *
     * @param otherStep int64 of shape [].
     * @return The stream.
     */
    public RandomStream atStep(Tensor otherStep) {
        return new RandomStream(key, otherStep);
    }

    private static long hash(String name) {
        long h = 0xcbf29ce484222325L; // FNV-1a
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            h = (h ^ (b & 0xff)) * 0x100000001b3L;
        }
        return h;
    }

    private Tensor derived(long salt) {
        return mix(key.bitXor(word(salt)));
    }

    private Tensor word(long value) {
        return word(key, value);
    }

    /** Words of the shape [count, 1], to be combined with each of many. */
    private Tensor column(long... values) {
        HostTensor v = HostTensor.of(values, values.length);
        return key.graph().root().constant(HostTensor.wrap(DType.UINT64, v.buffer(), values.length, 1));
    }

    private static Tensor word(Tensor any, long value) {
        HostTensor v = HostTensor.of(new long[] {value});
        return any.graph().root().constant(HostTensor.wrap(DType.UINT64, v.buffer()));
    }

    private static Tensor mix(Tensor z) {
        Tensor a = z.bitXor(z.shiftRight(word(z, 30))).mul(word(z, MIX_1));
        Tensor b = a.bitXor(a.shiftRight(word(z, 27))).mul(word(z, MIX_2));
        return b.bitXor(b.shiftRight(word(z, 31)));
    }

    /** Random words, uint64 of shape [count]. */
    private Tensor words(Tensor count, Dim dim) {
        Tensor drawKey = derived(GAMMA * ++draws);
        Tensor start = drawKey.add(step.cast(DType.UINT64).mul(word(GAMMA << 32)));
        Tensor i = Graph.apply1(IndexOperators.RANGE, Attributes.NONE.with("dim", (Object) dim), count);
        return mix(i.cast(DType.UINT64).mul(word(GAMMA)).add(start));
    }

    private Tensor words(long count) {
        return words(key.graph().root().constant(HostTensor.scalar(count)), Dim.of(count));
    }

    /** One word for each element of a tensor, in its shape. */
    private Tensor wordsLike(Tensor like) {
        if (like.shape().isFixed()) {
            return words(like.shape().elements().size()).reshape(like.shape());
        }
        Tensor count = key.graph().root().constant(1L);
        for (int i = 0; i < like.shape().rank(); i++) {
            count = count.mul(like.sizeOf(i));
        }
        return words(count.squeeze(0), like.shape().elements()).reshapeLike(like);
    }

    private Tensor high(Tensor words) {
        return words.shiftRight(word(32));
    }

    private Tensor low(Tensor words) {
        return words.bitAnd(word(0xffffffffL));
    }

    private static Tensor unit(Tensor bits32, DType dtype) {
        return bits32.cast(dtype).add(0.5).mul(0x1p-32);
    }

    /**
     * Uniform numbers.
     *
     * @param dtype The element type.
     * @param sizes The shape.
     * @return Numbers in (0, 1), multiples of 2^-23 shifted by half a unit, which single precision holds exactly: with one
     *     bit more the greatest would round to 1.
     */
    public Tensor uniform(DType dtype, long... sizes) {
        long n = HostTensor.elements(sizes);
        Tensor w = words((n + 1) / 2);
        Tensor both = Tensors.concat(0, w.shiftRight(word(41)), low(w).shiftRight(word(9)));
        return both.slice(0, 0, n).cast(dtype).add(0.5).mul(0x1p-23).reshape(sizes);
    }

    /**
     * Uniform numbers in the shape of a tensor.
     *
     * @param like The tensor; its extents may be symbolic.
     * @return Numbers in (0, 1), of its element type.
     */
    public Tensor uniformLike(Tensor like) {
        if (like.shape().isFixed()) {
            return uniform(like.dtype(), like.shape().sizes());
        }
        return wordsLike(like).shiftRight(word(41)).cast(like.dtype()).add(0.5).mul(0x1p-23);
    }

    /**
     * Standard normal numbers.
     *
     * @param dtype The element type.
     * @param sizes The shape.
     * @return Independent numbers of mean 0 and variance 1.
     */
    public Tensor normal(DType dtype, long... sizes) {
        long n = HostTensor.elements(sizes);
        Tensor w = words((n + 1) / 2);
        Tensor radius = radius(w, dtype);
        Tensor angle = angle(w, dtype);
        Tensor both = Tensors.concat(0, radius.mul(angle.cos()), radius.mul(angle.sin()));
        return both.slice(0, 0, n).reshape(sizes);
    }

    private Tensor radius(Tensor w, DType dtype) {
        return unit(high(w), dtype).log().mul(-2).sqrt();
    }

    private Tensor angle(Tensor w, DType dtype) {
        return unit(low(w), dtype).mul(2 * Math.PI);
    }

    /**
     * Standard normal numbers in the shape of a tensor.
     *
     * @param like The tensor; its extents may be symbolic.
     * @return Independent numbers of mean 0 and variance 1, of its element type.
     */
    public Tensor normalLike(Tensor like) {
        if (like.shape().isFixed()) {
            return normal(like.dtype(), like.shape().sizes());
        }
        Tensor w = wordsLike(like);
        return radius(w, like.dtype()).mul(angle(w, like.dtype()).cos());
    }

    /**
     * Random signs.
     *
     * @param like The tensor whose shape and element type are taken.
     * @return -1 or 1, each with probability 1/2.
     */
    public Tensor rademacherLike(Tensor like) {
        return uniformLike(like).sub(0.5).sign();
    }

    /**
     * Random zeros and ones.
     *
     * @param probability The probabilities of one, in [0, 1].
     * @return 0 or 1 in the shape and type of the probabilities.
     */
    public Tensor bernoulli(Tensor probability) {
        return uniformLike(probability).less(probability).cast(probability.dtype());
    }

    /**
     * Numbers that are one of two values, as the masks of dropout are, for less than {@link #bernoulli} takes. Of a probability
     * that is a multiple of 1/256 a table gives up to eight for each byte of a random word; of another, four come from a word,
     * by its last 16, 32, 48 and 64 bits.
     *
     * @param like The tensor whose shape and element type are taken.
     * @param probability The probability of the value, in [0, 1]; off by less than 2^-16, and exact if it is a multiple of that.
     * @param value The value.
     * @return The value with that probability, otherwise 0.
     * @throws IllegalArgumentException If the probability is out of its range.
     */
    public Tensor coinsLike(Tensor like, double probability, double value) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability: a number in [0, 1] expected, found " + probability);
        }
        if (!like.shape().isFixed()) {
            return below(wordsLike(like), probability).cast(like.dtype()).mul(value);
        }
        long n = like.shape().elements().size();
        for (int bits = 1; bits <= Byte.SIZE; bits *= 2) {
            double heads = probability * (1 << bits);
            if (heads == Math.rint(heads)) {
                Tensor table = key.graph().root().constant(coinsOfBytes(bits, (int) heads, value));
                Tensor bytes = words((n * bits + 63) / 64)
                        .shiftRight(column(0, 8, 16, 24, 32, 40, 48, 56))
                        .bitAnd(word(0xff))
                        .cast(DType.INT64);
                return first(n, table.cast(like.dtype()).gather(0, bytes)).reshape(like.shape());
            }
        }
        // the product drops the bits above
        Tensor quarters = words((n + 3) / 4).mul(column(1, 1L << 16, 1L << 32, 1L << 48));
        return below(first(n, quarters), probability)
                .cast(like.dtype())
                .mul(value)
                .reshape(like.shape());
    }

    /** Row b: what the numbers of so many bits of the byte b say, the lowest first. */
    private static HostTensor coinsOfBytes(int bits, int heads, double value) {
        int perByte = Byte.SIZE / bits;
        double[] table = new double[256 * perByte];
        for (int i = 0; i < table.length; i++) {
            int number = (i / perByte) >> (i % perByte * bits) & (1 << bits) - 1;
            table[i] = number < heads ? value : 0;
        }
        return HostTensor.of(table, 256, perByte);
    }

    private static Tensor first(long n, Tensor x) {
        return x.reshape(x.shape().elements().size()).slice(0, 0, n);
    }

    private static Tensor below(Tensor words, double probability) {
        // as signed numbers words are uniform from -2^63 on; the conversion to long stops at the ends of its range
        Tensor threshold = words.graph().root().constant((long) (0x1p64 * (probability - 0.5)));
        Tensor signed = words.cast(DType.INT64);
        return probability == 1 ? signed.lessOrEqual(threshold) : signed.less(threshold);
    }

    /**
     * Standard Gumbel numbers, -log(-log u).
     *
     * @param like The tensor whose shape and element type are taken.
     * @return The numbers.
     */
    public Tensor gumbelLike(Tensor like) {
        return uniformLike(like).log().neg().log().neg();
    }

    /**
     * Standard logistic numbers, log u - log(1 - u).
     *
     * @param like The tensor whose shape and element type are taken.
     * @return The numbers.
     */
    public Tensor logisticLike(Tensor like) {
        Tensor u = uniformLike(like);
        return u.log().sub(u.rsub(1).log());
    }

    /**
     * Categorical numbers.
     *
     * @param logits Unnormalised log probabilities [..., classes].
     * @return int64 [...], from 0 to classes - 1.
     */
    public Tensor categorical(Tensor logits) {
        return logits.add(gumbelLike(logits)).argMax(-1);
    }

    /**
     * Uniform integers.
     *
     * @param bound The number of values, from 1 to 2^31; the deviation from uniformity is below bound / 2^32.
     * @param sizes The shape.
     * @return int64, from 0 to bound - 1.
     */
    public Tensor integers(long bound, long... sizes) {
        if (bound < 1 || bound > 1L << 31) {
            throw new IllegalArgumentException("A bound of 1 to 2^31 expected, found " + bound);
        }
        Tensor w = high(words(HostTensor.elements(sizes)));
        return w.mul(word(bound)).shiftRight(word(32)).cast(DType.INT64).reshape(sizes);
    }
}
