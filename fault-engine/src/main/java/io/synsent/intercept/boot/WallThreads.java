package io.synsent.intercept.boot;

import java.util.concurrent.ThreadFactory;

/** Internal. A thread factory whose threads keep wall time. */
final class WallThreads implements ThreadFactory {

  private final ThreadFactory factory;

  WallThreads(ThreadFactory factory) {
    this.factory = factory;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = factory.newThread(task);
    LapseClock.addWallThread(thread);
    return thread;
  }
}
