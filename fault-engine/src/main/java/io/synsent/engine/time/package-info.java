/**
 * Virtual time: a clock that only moves when told to, the event queue ordered by time and sequence
 * number, timers, and random numbers that come from a seed.
 *
 * <p>Times are {@code long} nanoseconds since the simulation began. Nothing here or above reads a
 * real clock.
 */
package io.synsent.engine.time;
