/**
 * One simulated host, and a hand at the other end of its cable that may send whatever it likes:
 * corner cases of the handshake, of ARP and of ICMP, each with the sentence of the RFC that decides
 * it, and properties that hold whatever the hand does.
 */
package io.synsent.engine.onehost;
