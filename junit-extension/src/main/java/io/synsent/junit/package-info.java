/**
 * The annotations, the JUnit extension behind them, and what a test can ask of the simulated
 * network.
 */
package io.synsent.junit;
