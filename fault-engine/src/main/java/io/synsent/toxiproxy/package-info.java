/**
 * A Toxiproxy inside the test's JVM: a TCP proxy whose connections can be delayed, throttled,
 * sliced and cut, steered through Toxiproxy's own HTTP API.
 *
 * <p>Who looks for the line that decides something: the effect of a toxic is its {@code …Stage};
 * the life of a connection, and who learns when of its end, is {@link
 * io.synsent.toxiproxy.Connection}; paths, status codes and error bodies are {@link
 * io.synsent.toxiproxy.Api}. One thread, the {@link io.synsent.toxiproxy.EventLoop}, owns all of
 * it, so nothing here is locked.
 */
package io.synsent.toxiproxy;
