/**
 * Pictures and pages of a run: sample grids, animations, density maps, curves, histograms and reliability diagrams, all
 * made into a {@link io.github.tribuogen.neural.report.Picture}, and {@link io.github.tribuogen.neural.report.RunReport},
 * which collects them with text and tables into a folder that a browser or a code forge shows.
 *
 * <p>Everything takes plain arrays and numbers, so this package depends on nothing of the project. The same input gives
 * the same bytes on the same machine: no dates, no random colours. Drawing text needs a font on the machine; without one,
 * grids lose their captions, plots throw an {@link java.lang.IllegalStateException}, and a report says what it lacks.
 */
package io.github.tribuogen.neural.report;
