/**
 * What was seen: the {@linkplain io.synsent.engine.capture.Journal journal} of everything that
 * happened in a simulated network, the frames its taps captured, and both in tcpdump's words or as
 * a pcapng file.
 */
package io.synsent.engine.capture;
