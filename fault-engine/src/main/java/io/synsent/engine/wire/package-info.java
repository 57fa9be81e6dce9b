/**
 * The wire: cables and LAN segments, which carry a frame from one station to the others after a
 * while, or lose it.
 */
package io.synsent.engine.wire;
