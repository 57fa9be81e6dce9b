package io.synsent.intercept.boot;

/**
 * Internal. Ends the timed waits on one object whose time has come. A thread of its own, because
 * whoever holds the monitor may hold it for long; they could not wake before that anyway.
 *
 * <p>Other threads that wait on the same object see a spurious wakeup, which {@link
 * Object#wait(long)} allows.
 */
final class MonitorWaker extends Thread {

  private final Object monitor;

  MonitorWaker(Object monitor) {
    super("SynSent waker");
    this.monitor = monitor;
  }

  @Override
  public void run() {
    synchronized (monitor) {
      monitor.notifyAll();
    }
  }
}
