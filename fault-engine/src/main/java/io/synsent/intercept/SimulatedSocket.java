package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.socket.JdkException.NoticedBy;
import io.synsent.engine.socket.OperatingSystem;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Outcome;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * One socket of the application whose connect is simulated, from connect() to close().
 *
 * <p>Its monitor is held for a system call or two and never while the simulation is asked, so it
 * may be taken under locks of the JDK. It keeps its file descriptor from being closed and used
 * again while a system call of ours is under way; it does not keep it from being collected.
 */
final class SimulatedSocket {

  /** Where the connect stands, as the application can see it. */
  enum State {
    /** connect() has not returned yet. */
    NEW,
    /** In progress: whoever waits for it sees nothing. */
    HELD,
    /** Failed: the next poll throws. */
    FAILED,
    /** Connected to its backend. */
    ESTABLISHED,
    /** Closed by the application, or collected. */
    CLOSED
  }

  private static final Map<State, Set<State>> LEGAL = new EnumMap<>(State.class);

  static {
    LEGAL.put(State.NEW, EnumSet.of(State.HELD, State.FAILED, State.ESTABLISHED, State.CLOSED));
    LEGAL.put(State.HELD, EnumSet.of(State.FAILED, State.ESTABLISHED, State.CLOSED));
    LEGAL.put(State.FAILED, EnumSet.of(State.CLOSED));
    LEGAL.put(State.ESTABLISHED, EnumSet.of(State.CLOSED));
    LEGAL.put(State.CLOSED, EnumSet.noneOf(State.class));
  }

  /** Whom a waiter has to ask, if connects are held in Java. */
  enum Standing {
    /** Nobody: there is no answer yet. */
    WAITING,
    /** SynSent: polling hands the answer out. */
    ANSWERED,
    /** The kernel: the descriptor is what its user takes it for. */
    REAL
  }

  private final WeakReference<FileDescriptor> fd;
  private final Hold hold;
  private final Hold.Origin origin;
  private final JdkErrors errors;
  private final OperatingSystem system;
  private final Observation observation;
  private final Runnable delivered;
  private final Waiters waiters = new Waiters();

  private State state = State.NEW;
  private @Nullable LiveNetwork network;
  private @Nullable ConnectAttempt attempt;
  private @Nullable Errno errno;
  private @Nullable IOException backendFailure;
  private @Nullable Throwable bug;
  private @Nullable InetSocketAddress shownLocal;
  private @Nullable InetSocketAddress backend;
  private @Nullable Outcome early;
  private boolean undelivered;

  /**
   * @param system whose exceptions the application gets
   * @param delivered called once, when a connect that was held has nothing more to tell: its answer
   *     was handed over or nobody will ask for it
   */
  SimulatedSocket(
      FileDescriptor fd,
      Hold hold,
      Hold.Origin origin,
      JdkErrors errors,
      OperatingSystem system,
      Observation observation,
      Runnable delivered) {
    this.fd = new WeakReference<>(fd);
    this.hold = hold;
    this.origin = origin;
    this.errors = errors;
    this.system = system;
    this.observation = observation;
    this.delivered = delivered;
  }

  Observation observation() {
    return observation;
  }

  /** Ties it to its attempt in the network that answers it. */
  synchronized void follow(
      LiveNetwork newNetwork, ConnectAttempt newAttempt, @Nullable InetSocketAddress local) {
    network = newNetwork;
    attempt = newAttempt;
    shownLocal = local;
  }

  /** What the application sees as its own address, or null for what the kernel says. */
  synchronized @Nullable InetSocketAddress shownLocal() {
    return shownLocal;
  }

  synchronized void leadTo(InetSocketAddress newBackend) {
    backend = newBackend;
  }

  synchronized State state() {
    return state;
  }

  /** connect() leaves it waiting: returns what {@code Net.connect} does then. */
  synchronized int begin(FileDescriptor descriptor) throws IOException {
    undelivered = true;
    if (state == State.CLOSED) {
      abandon("the socket was closed before the connect began");
      deliver();
      return Hold.UNAVAILABLE;
    }
    int status;
    try {
      status = hold.begin(descriptor, origin);
    } catch (IOException | RuntimeException | Error e) {
      // Closed by another thread just before, as a rule; the JDK finds out by itself.
      abandon("the socket was closed before the connect began");
      transitionTo(State.CLOSED);
      deliver();
      throw e;
    }
    transitionTo(State.HELD);
    Outcome settledMeanwhile = early;
    if (settledMeanwhile != null) {
      answer(settledMeanwhile); // nobody waits yet
    }
    return status;
  }

  /** connect() is answered at once with success: returns what {@code Net.connect} does then. */
  synchronized int connectNow(FileDescriptor descriptor) throws IOException {
    if (state == State.CLOSED) {
      return Hold.UNAVAILABLE;
    }
    transitionTo(State.ESTABLISHED);
    int status = hold.connectNow(descriptor, origin, backendOrFail());
    if (status > 0) {
      observation.established();
    }
    return status;
  }

  /** connect() is answered at once with a failure. */
  synchronized IOException failNow(Errno why) {
    transitionTo(State.FAILED);
    observation.socketClosed(); // by the JDK, which was told nothing of this socket's yet
    return errors.exception(why, system, noticedBy(), "connect0");
  }

  /** Held or not, a blocking connect is one call to the application. */
  private NoticedBy noticedBy() {
    return origin.blocking() ? NoticedBy.CONNECT : NoticedBy.POLL;
  }

  /** The simulated network has answered. */
  void settle(Outcome outcome) {
    answer(outcome);
    waiters.wake();
  }

  private synchronized void answer(Outcome outcome) {
    if (state == State.NEW) {
      early = outcome;
      return;
    }
    if (state != State.HELD || outcome.kind() == Outcome.Kind.ABANDONED) {
      return;
    }
    FileDescriptor descriptor = fd.get();
    if (descriptor == null) {
      observation.socketClosed();
      transitionTo(State.CLOSED);
      deliver();
      return;
    }
    if (outcome.isEstablished()) {
      transitionTo(State.ESTABLISHED);
      establish(descriptor);
    } else {
      transitionTo(State.FAILED);
      errno = outcome.errno().orElseThrow();
      wake(descriptor);
    }
  }

  private void establish(FileDescriptor descriptor) {
    try {
      hold.establish(descriptor, origin, backendOrFail());
      deliver();
    } catch (IOException e) {
      // The simulated host was there, its backend on this machine is not: the next poll says so.
      backendFailure = e;
    } catch (RuntimeException | Error e) {
      bug = e;
      wake(descriptor);
    }
  }

  /** The network that was to answer cannot go on. */
  void broken(LiveNetwork which, Throwable why) {
    synchronized (this) {
      FileDescriptor descriptor = fd.get();
      if (network == which && state == State.HELD && descriptor != null) {
        bug = why;
        wake(descriptor);
      }
    }
    waiters.wake();
  }

  /** Without a network: the self-test's answer to a connect that is held. */
  void fail(Errno why) {
    synchronized (this) {
      FileDescriptor descriptor = fd.get();
      if (state == State.HELD && descriptor != null) {
        transitionTo(State.FAILED);
        errno = why;
        wake(descriptor);
      }
    }
    waiters.wake();
  }

  /** Whom to ask for it. */
  synchronized Standing standing() {
    if (bug != null || backendFailure != null) {
      return Standing.ANSWERED;
    }
    return switch (state) {
      case NEW, HELD -> Standing.WAITING;
      case FAILED -> Standing.ANSWERED;
      case ESTABLISHED, CLOSED -> Standing.REAL;
    };
  }

  /** As {@link #standing}; unless that is REAL, {@code key} learns when it changes. */
  synchronized Standing watch(SelectionKey key) {
    Standing now = standing();
    if (now != Standing.REAL) {
      waiters.add(key);
    }
    return now;
  }

  /** The same for an asynchronous channel, while it has to wait. */
  synchronized Standing watchAsynchronous(Object channel) {
    Standing now = standing();
    if (now == Standing.WAITING) {
      waiters.addAsynchronous(channel);
    }
    return now;
  }

  /**
   * Waits while there is no answer.
   *
   * @param nanos the most, in the application's time; 0 or less for ever
   * @param interruptEnds whether an interrupt ends it; else it is kept for the caller
   */
  void awaitAnswer(long nanos, boolean interruptEnds) {
    Thread self = Thread.currentThread();
    long began = ProcessClock.line().applicationAt(ProcessClock.wallNanos());
    boolean interrupted = false;
    waiters.add(self);
    try {
      while (standing() == Standing.WAITING && !(interrupted && interruptEnds)) {
        if (nanos <= 0) {
          LockSupport.park(this);
        } else {
          long now = ProcessClock.line().applicationAt(ProcessClock.wallNanos());
          long remaining = nanos - (now - began);
          if (remaining <= 0) {
            return;
          }
          LockSupport.parkNanos(this, remaining);
        }
        interrupted |= Thread.interrupted();
      }
    } finally {
      waiters.remove(self);
      if (interrupted) {
        self.interrupt();
      }
    }
  }

  private InetSocketAddress backendOrFail() {
    InetSocketAddress target = backend;
    if (target == null) {
      throw new IllegalStateException("bug in SynSent: established without a backend");
    }
    return target;
  }

  private void wake(FileDescriptor descriptor) {
    try {
      hold.fail(descriptor);
    } catch (IOException alreadyAwake) {
      // The kernel ended it before us: whoever waits has been woken by that.
    }
  }

  /**
   * The application polls: null when the kernel's own answer counts, else whether it is connected.
   *
   * @throws IOException how the connect failed
   */
  synchronized @Nullable Boolean poll(FileDescriptor descriptor) throws IOException {
    Throwable ours = bug;
    if (ours != null) {
      deliver();
      throw new IllegalStateException("bug in SynSent: the simulation broke: " + ours, ours);
    }
    IOException failure = backendFailure;
    if (failure != null) {
      backendFailure = null;
      deliver();
      observation.failed(failure);
      throw failure;
    }
    switch (state) {
      case HELD -> {
        hold.renew(descriptor, origin);
        return false;
      }
      case FAILED -> {
        Errno why = errno;
        if (why == null) {
          throw new IllegalStateException("bug in SynSent: failed without an errno");
        }
        deliver();
        IOException answer = errors.exception(why, system, noticedBy(), "pollConnect");
        observation.failed(answer);
        throw answer;
      }
      case ESTABLISHED -> {
        observation.established();
        return null;
      }
      default -> {
        return null;
      }
    }
  }

  /** The application closes it, under locks of the JDK, or has lost it. */
  void closed() {
    close();
    waiters.wakeThreads(); // the JDK sees to keys and asynchronous channels that are closed
  }

  private synchronized void close() {
    observation.socketClosed();
    switch (state) {
      case HELD -> abandon(observation.closedWhilePending());
      case ESTABLISHED -> abandon("the application closed the connection");
      default -> {
        // The network has nothing to learn.
      }
    }
    if (state != State.CLOSED) {
      transitionTo(State.CLOSED);
    }
    deliver();
  }

  private void abandon(String why) {
    LiveNetwork live = network;
    ConnectAttempt pending = attempt;
    if (live != null && pending != null) {
      live.abandon(pending, why);
    }
  }

  private void deliver() {
    if (undelivered) {
      undelivered = false;
      delivered.run();
    }
  }

  private void transitionTo(State next) {
    if (!LEGAL.getOrDefault(state, Set.of()).contains(next)) {
      throw new IllegalStateException(
          "bug in SynSent: a socket went from " + state + " to " + next);
    }
    state = next;
  }
}
