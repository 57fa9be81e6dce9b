/** Routers: hosts that pass on what is not for them, with a TTL one less, or say why not. */
package io.synsent.engine.router;
