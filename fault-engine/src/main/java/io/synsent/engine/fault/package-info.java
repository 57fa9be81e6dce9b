/** The network failures people ask for by name, each one line for a network's builder. */
package io.synsent.engine.fault;
