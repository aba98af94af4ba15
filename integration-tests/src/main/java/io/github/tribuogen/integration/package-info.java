/** Whole pipelines from data to report, over all modules: the quickstart and the experiments. Not published. */
package io.github.tribuogen.integration;
