/**
 * The system call's side of a host: connect and listen, and the outcome as an {@link
 * io.synsent.engine.socket.Errno}.
 */
package io.synsent.engine.socket;
