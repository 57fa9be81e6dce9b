/**
 * SynSent makes network failures of the connect phase testable: a simulated TCP/IP host answers the
 * connects of ordinary JDK sockets as the operating system would.
 */
package io.synsent;
