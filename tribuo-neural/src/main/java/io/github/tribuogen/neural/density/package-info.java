/**
 * Log densities as a Tribuo output, the capabilities of density and sampling models, and a closed-form Gaussian.
 *
 * <p>{@link io.github.tribuogen.neural.density.LogDensity} is the output of pure density models. A model of any output
 * type says that it knows log p(x) by implementing {@link io.github.tribuogen.neural.density.LogDensityModel}, and that
 * it can draw x by implementing {@link io.github.tribuogen.neural.density.SamplingModel}.
 * {@link io.github.tribuogen.neural.density.DensityAnomalyTrainer} turns any density trainer into an anomaly detector.
 *
 * <p>The package depends on Tribuo and Hipparchus only; it knows nothing of graphs, networks or ONNX Runtime. The class
 * names of outputs, domains and models are written into saved files: renaming one breaks the format.
 */
package io.github.tribuogen.neural.density;
