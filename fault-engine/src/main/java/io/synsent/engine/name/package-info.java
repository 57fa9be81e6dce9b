/**
 * The client's name resolver: what getaddrinfo() does, and when, with servers that answer well,
 * badly, late or not at all.
 */
package io.synsent.engine.name;
