/** The {@code lab} command: the article's experiments, played by the simulator alone. */
package io.synsent.examples.lab;
