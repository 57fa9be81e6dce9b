package io.synsent.toxiproxy;

import io.synsent.engine.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The one thread that moves every byte: sockets that are ready, timers that are due, and calls from
 * other threads, in that order, again and again.
 */
final class EventLoop {
  /** What is told that its channel is ready; it must not throw. */
  interface Handler {
    void ready(SelectionKey key);
  }

  /** Something to be done at a time; {@link #cancel} is all one can do about it. */
  static final class Timer implements Comparable<Timer> {
    private final long at;
    private final long sequence;
    private @Nullable Runnable action;

    private Timer(long at, long sequence, Runnable action) {
      this.at = at;
      this.sequence = sequence;
      this.action = action;
    }

    void cancel() {
      action = null;
    }

    @Override
    public int compareTo(Timer other) {
      // nanoTime may wrap round: only differences mean something.
      int byTime = Long.signum(at - other.at);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  /** What a call made from another thread does on the loop's. */
  interface Call<T> {
    T run() throws IOException;
  }

  /** What a call from another thread waits for. */
  private static final class Answer<T> {
    private final CompletableFuture<T> future = new CompletableFuture<>();
  }

  private static final System.Logger LOG = System.getLogger(EventLoop.class.getName());

  private static final long MILLI = 1_000_000;

  /** The size of one read. */
  static final int SCRATCH_BYTES = 256 * 1024;

  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();
  private final Set<Answer<?>> unanswered = ConcurrentHashMap.newKeySet();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
  private final LongSupplier clock;
  private final Runnable eachRound;
  private final Runnable afterwards;
  private long timersMade;
  private volatile boolean stopping;
  private volatile boolean ended;

  /**
   * A loop that does {@code eachRound} after every round of events, and {@code afterwards} on its
   * own thread when it ends, however it ends.
   */
  EventLoop(String name, LongSupplier clock, Runnable eachRound, Runnable afterwards)
      throws IOException {
    this.selector = Selector.open();
    this.clock = clock;
    this.eachRound = eachRound;
    this.afterwards = afterwards;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The time by which toxics act, in nanoseconds since whenever. */
  long now() {
    return clock.getAsLong();
  }

  /** Looks at the clock again: it runs at another rate now. */
  void clockChanged() {
    selector.wakeup();
    LockSupport.unpark(thread);
  }

  /** A buffer to read into; whoever has it must be done with it before returning to the loop. */
  ByteBuffer scratch() {
    return scratch.clear();
  }

  Timer after(long nanos, Runnable action) {
    Timer timer = new Timer(now() + nanos, timersMade++, action);
    timers.add(timer);
    return timer;
  }

  Timer at(long nanos, Runnable action) {
    Timer timer = new Timer(nanos, timersMade++, action);
    timers.add(timer);
    return timer;
  }

  SelectionKey register(SelectableChannel channel, int operations, Handler handler)
      throws IOException {
    return channel.register(selector, operations, handler);
  }

  SelectionKey keyOf(SelectableChannel channel) {
    SelectionKey key = channel.keyFor(selector);
    if (key == null) {
      throw new IllegalStateException("bug in SynSent: a channel that was never registered");
    }
    return key;
  }

  /**
   * Lets go of channels that were closed: a closed channel that is registered keeps its port until
   * the selector has been asked again.
   */
  void releaseClosedChannels() throws IOException {
    selector.selectNow();
  }

  /** Runs something on the loop's thread some time soon; after the end it is not run. */
  void post(Runnable action) {
    calls.add(action);
    selector.wakeup();
    LockSupport.unpark(thread);
  }

  /**
   * Runs a call on the loop's thread and waits for it.
   *
   * @throws IOException what the call threw, or that the loop has ended
   */
  <T> T call(Call<T> call) throws IOException {
    Answer<T> answer = new Answer<>();
    unanswered.add(answer);
    post(
        () -> {
          try {
            answer.future.complete(call.run());
          } catch (IOException | RuntimeException e) {
            answer.future.completeExceptionally(e);
          }
        });
    if (ended) {
      refuse(answer);
    }
    try {
      return answer.future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new IllegalStateException("bug in SynSent: a call on the proxy's loop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the embedded Toxiproxy carried out a call", e);
    } finally {
      unanswered.remove(answer);
    }
  }

  private static void refuse(Answer<?> answer) {
    answer.future.completeExceptionally(new IOException("The embedded Toxiproxy has been closed."));
  }

  /** Ends the loop and waits until its thread is gone. */
  void stop() {
    stopping = true;
    selector.wakeup();
    LockSupport.unpark(thread);
    if (thread.getState() == Thread.State.NEW) {
      close();
      return;
    }
    boolean interrupted = false;
    while (Thread.currentThread() != thread && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stopping) {
        select();
        handleReadyChannels();
        runDueTimers();
        runCalls();
        eachRound.run();
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "The embedded Toxiproxy's loop failed and ends.", e);
    } finally {
      try {
        afterwards.run();
      } finally {
        close();
      }
    }
  }

  private void close() {
    ended = true;
    unanswered.forEach(EventLoop::refuse);
    try {
      selector.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "The selector could not be closed.", e);
    }
  }

  private void select() throws IOException {
    Timer first = firstTimer();
    if (!calls.isEmpty()) {
      selector.selectNow();
      return;
    }
    if (first == null) {
      selector.select();
      return;
    }
    long wait = first.at - now();
    if (wait >= MILLI) {
      // Whole milliseconds are all a selector knows; what is left over is waited out below.
      selector.select(wait / MILLI);
      return;
    }
    if (selector.selectNow() == 0 && wait > 0) {
      LockSupport.parkNanos(this, wait);
    }
  }

  private @Nullable Timer firstTimer() {
    while (true) {
      Timer first = timers.peek();
      if (first == null || first.action != null) {
        return first;
      }
      timers.poll();
    }
  }

  private void handleReadyChannels() {
    Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
    while (ready.hasNext()) {
      SelectionKey key = ready.next();
      ready.remove();
      if (key.isValid()) {
        ((Handler) key.attachment()).ready(key);
      }
    }
  }

  private void runDueTimers() {
    // Timers set by those that run now wait for the next round, so that sockets get their turn.
    long now = now();
    while (true) {
      Timer first = firstTimer();
      if (first == null || first.at - now > 0) {
        return;
      }
      timers.poll();
      Runnable action = first.action;
      if (action != null) {
        action.run();
      }
    }
  }

  private void runCalls() {
    Runnable call = calls.poll();
    while (call != null) {
      call.run();
      call = calls.poll();
    }
  }
}
