/**
 * The link layer: the device, with its MAC address, its MTU and the capture's taps: the sending one
 * stands where {@code dev_queue_xmit_nit} stands in Linux, the receiving one where {@code
 * __netif_receive_skb_core} does.
 *
 * <p>A SYN on its way down has its frame header, is captured, and goes onto the wire.
 */
package io.synsent.engine.link;
