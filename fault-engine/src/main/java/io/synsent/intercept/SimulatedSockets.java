package io.synsent.intercept;

import io.synsent.engine.Nullable;
import java.io.FileDescriptor;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The simulated sockets of this process by file descriptor, from connect() to close().
 *
 * <p>A descriptor is looked up by identity and held weakly: a channel that the application leaks is
 * collected as it would be without us, and a number that is used again belongs to another object.
 */
final class SimulatedSockets {

  private final ConcurrentHashMap<Object, SimulatedSocket> sockets = new ConcurrentHashMap<>();
  private final ReferenceQueue<FileDescriptor> collected = new ReferenceQueue<>();

  /** The simulated socket behind {@code fd}, or null if there is none. */
  @Nullable
  SimulatedSocket get(FileDescriptor fd) {
    return sockets.isEmpty() ? null : sockets.get(new Identity(fd));
  }

  void put(FileDescriptor fd, SimulatedSocket socket) {
    forgetCollected();
    sockets.put(new Key(fd, collected), socket);
  }

  /** Forgets {@code fd}: returns what was there, or null. */
  @Nullable
  SimulatedSocket remove(FileDescriptor fd) {
    return sockets.isEmpty() ? null : sockets.remove(new Identity(fd));
  }

  void forEach(Consumer<SimulatedSocket> action) {
    sockets.values().forEach(action);
  }

  /** How many there are. */
  int size() {
    forgetCollected();
    return sockets.size();
  }

  private void forgetCollected() {
    for (Reference<?> key = collected.poll(); key != null; key = collected.poll()) {
      SimulatedSocket socket = sockets.remove(key);
      if (socket != null) {
        socket.closed();
      }
    }
  }

  /** What is stored. */
  private static final class Key extends WeakReference<FileDescriptor> {
    private final int hash;

    Key(FileDescriptor fd, ReferenceQueue<FileDescriptor> queue) {
      super(fd, queue);
      this.hash = System.identityHashCode(fd);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other || (other instanceof Key key && get() != null && key.get() == get());
    }
  }

  /** What is looked up: equal to the key of the same descriptor. */
  private static final class Identity {
    private final FileDescriptor fd;

    Identity(FileDescriptor fd) {
      this.fd = fd;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(fd);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return (other instanceof Key key && key.get() == fd)
          || (other instanceof Identity identity && identity.fd == fd);
    }
  }
}
