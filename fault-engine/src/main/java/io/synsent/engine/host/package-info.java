/**
 * One whole host: the layers put together, from the socket down to the devices, with the settings
 * that one {@linkplain io.synsent.engine.host.HostProfile profile} gives them.
 */
package io.synsent.engine.host;
