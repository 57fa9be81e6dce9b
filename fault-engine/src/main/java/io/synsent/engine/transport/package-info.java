/**
 * The transport layer: TCP's client and listener, the SYN, its retransmission, and what answers do
 * to it.
 *
 * <p>A SYN on its way down is made here and leaves for the network layer.
 */
package io.synsent.engine.transport;
