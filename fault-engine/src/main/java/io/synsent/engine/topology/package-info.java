/**
 * Networks put together: hosts, LANs, routers and names, and {@link
 * io.synsent.engine.topology.Network}, through which all of it is used.
 */
package io.synsent.engine.topology;
