/**
 * The simulator: one package per layer, deterministic and single-threaded, importing {@code
 * java.base} only.
 */
package io.synsent.engine;
