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
package io.github.tribuogen.neural.nn;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.TensorType;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A named part of a program's {@link Variables}: what a layer needs to find its parameters, to know whether it is being
 * trained, and to draw random numbers. Using a scope twice shares the parameters.
 */
public final class ParameterScope {
    private final Variables variables;
    private final String path;
    private final boolean training;
    private final RandomStream random;

    private ParameterScope(Variables variables, String path, boolean training, RandomStream random) {
        this.variables = variables;
        this.path = path;
        this.training = training;
        this.random = random;
    }

    /**
     * The scope of a whole program in evaluation mode, without randomness.
     *
     * @param variables The variables.
     * @return The scope.
     */
    public static ParameterScope of(Variables variables) {
        return new ParameterScope(variables, "", false, null);
    }

    /**
     * The same scope in training mode: dropout drops, normalisations use and update batch statistics.
     *
     * @param stream The source of randomness.
     * @return The scope.
     */
    public ParameterScope training(RandomStream stream) {
        return new ParameterScope(variables, path, true, stream);
    }

    /**
     * The same scope in evaluation mode.
     *
     * @return The scope.
     */
    public ParameterScope evaluation() {
        return new ParameterScope(variables, path, false, random);
    }

    /**
     * A part of this scope.
     *
     * @param name Its name, without "/".
     * @return The scope.
     */
    public ParameterScope child(String name) {
        String childPath = path.isEmpty() ? name : path + "/" + name;
        return new ParameterScope(variables, childPath, training, random == null ? null : random.child(name));
    }

    private String full(String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }

    /**
     * A trainable parameter of the program's element type.
     *
     * @param name Its name within the scope.
     * @param initialiser Draws its first value.
     * @param fanIn How many inputs a unit of the layer has.
     * @param fanOut How many units an input of the layer reaches.
     * @param shape Its shape.
     * @return Its value.
     */
    public Tensor parameter(String name, Initialiser initialiser, long fanIn, long fanOut, long... shape) {
        TensorType type = new TensorType(variables.dtype(), Shape.of(shape));
        return variables.get(new Variable(
                full(name),
                type,
                true,
                rng -> Variable.convert(
                        initialiser.initialise(shape.clone(), fanIn, fanOut, rng), type.dtype(), shape)));
    }

    /**
     * A variable that gradients do not change: a moment, a running mean, a buffer.
     *
     * @param name Its name within the scope.
     * @param dtype Its element type.
     * @param initial Draws its first value.
     * @param shape Its shape.
     * @return Its value.
     */
    public Tensor variable(
            String name, DType dtype, Function<java.util.SplittableRandom, HostTensor> initial, long... shape) {
        return variables.get(new Variable(full(name), new TensorType(dtype, Shape.of(shape)), false, initial));
    }

    /**
     * A variable that starts as a constant and that gradients do not change.
     *
     * @param name Its name within the scope.
     * @param value The first value of every element.
     * @param shape Its shape.
     * @return Its value, of the program's element type.
     */
    public Tensor variable(String name, double value, long... shape) {
        DType dtype = variables.dtype();
        return variable(name, dtype, rng -> HostTensor.filled(dtype, value, shape), shape);
    }

    /**
     * Changes a variable of this scope for the rest of the program.
     *
     * @param name Its name within the scope.
     * @param value Its new value.
     */
    public void assign(String name, Tensor value) {
        variables.assign(full(name), value);
    }

    /**
     * The parameters of this scope.
     *
     * @return Their values at this point of the program, by full name.
     */
    public Map<String, Tensor> parameters() {
        return variables.parameters(path);
    }

    /**
     * The variables of this scope that are no parameters and that the program has assigned so far: running statistics.
     *
     * @return Their values at this point of the program, by full name.
     */
    public Map<String, Tensor> statistics() {
        return variables.statistics(path);
    }

    /**
     * Is the program being trained?
     *
     * @return False in evaluation mode.
     */
    public boolean isTraining() {
        return training;
    }

    /**
     * The scope's source of randomness.
     *
     * @return The stream.
     * @throws IllegalStateException If the scope has none, as in evaluation.
     */
    public RandomStream random() {
        if (random == null) {
            throw new IllegalStateException("Scope '" + path + "' has no source of randomness");
        }
        return random;
    }

    /**
     * The program's variables.
     *
     * @return The variables.
     */
    public Variables variables() {
        return variables;
    }

    /**
     * The element type of parameters.
     *
     * @return FLOAT32 or FLOAT64.
     */
    public DType dtype() {
        return variables.dtype();
    }

    /**
     * The full name of this scope.
     *
     * @return The name; empty for the whole program.
     */
    public String path() {
        return path;
    }

    /**
     * Builds a part of the program; its nodes carry the scope's name.
     *
     * @param part Builds it.
     * @param <T> What it gives.
     * @return What it gives.
     */
    public <T> T named(Supplier<T> part) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (last.isEmpty()) {
            return part.get();
        }
        try (var scope = variables.graph().scope(last)) {
            return part.get();
        }
    }
}
