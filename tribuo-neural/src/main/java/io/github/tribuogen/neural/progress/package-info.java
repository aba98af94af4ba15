/**
 * How long-running work tells its caller how far it is: the {@link io.github.tribuogen.neural.progress.ProgressListener}
 * contract and its few implementations (console bar, log lines, recorded history, silence).
 *
 * <p>The lowest floor of the module: it may depend on nothing of the project, so that every package may report progress.
 */
package io.github.tribuogen.neural.progress;
