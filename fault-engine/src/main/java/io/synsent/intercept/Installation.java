package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.intercept.boot.ConnectHooks;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SynSent's hooks in this process: from {@link SynSent#install()} to {@link #uninstall()}.
 *
 * <p>Uninstalling while simulated connects are pending puts the removal off until the last of them
 * has been answered: they end on their own schedule, and new connects are not looked at any more.
 */
public final class Installation {

  /** {@code auto}, {@code kernel} or {@code java}: docs/interception.md. */
  private static final String HOLD_PROPERTY = "synsent.hold";

  private final Instrumentation instrumentation;
  private final NativeSockets sockets;
  private final JdkErrors errors;
  private final Hold hold;
  private final DatagramChannel datagramSink;
  private final SimulatedSockets simulated = new SimulatedSockets();
  private final Set<Hook> hooks;
  private final Map<String, List<Hook>> hooksByClass;
  private final @Nullable JdkWaits jdkWaits;
  private final HookTransformer transformer;
  private final Class<?> dispatcher;
  private final NativeTransports nativeTransports;
  private final CountDownLatch removed = new CountDownLatch(1);

  private volatile LiveNetwork[] active = {};
  private volatile @Nullable SelfTest selfTest;
  private volatile boolean leaving;
  private int connects;
  private Duration took = Duration.ZERO;

  private Installation(Instrumentation instrumentation) throws IOException, IllegalAccessException {
    this.instrumentation = instrumentation;
    this.sockets = new NativeSockets(instrumentation);
    this.errors = JdkErrors.learn();
    this.hold = chosenHold(sockets);
    this.hooks = Hook.with(hold.hooks());
    this.hooksByClass = Hook.byClass(hooks);
    this.jdkWaits = hold instanceof JavaHold ? new JdkWaits(instrumentation) : null;
    this.datagramSink = DatagramChannel.open();
    datagramSink.bind(
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    Class<?> net = classOfJavaBase("sun.nio.ch.Net");
    this.dispatcher = JavaBase.define(instrumentation, net, ConnectHooks.class);
    this.transformer = new HookTransformer(hooksByClass, dispatcher.getName());
    this.nativeTransports = new NativeTransports(instrumentation, dispatcher);
  }

  /**
   * Puts the hooks in and proves them.
   *
   * @throws HookFailedException if something does not work; nothing is left behind then
   */
  static Installation begin() {
    long began = ProcessClock.wallNanos();
    Installation installation;
    try {
      installation = new Installation(Attachment.instrumentation());
    } catch (IOException | IllegalAccessException e) {
      throw new HookFailedException(
          "cannot prepare the interception on " + HookFailedException.runningJdk() + ": " + e, e);
    }
    try {
      installation.putIn();
      installation.prove();
    } catch (RuntimeException | Error e) {
      installation.remove();
      throw e;
    }
    installation.took = Duration.ofNanos(ProcessClock.wallNanos() - began);
    return installation;
  }

  /** As {@code -Dsynsent.hold} says; else in the kernel where a probe shows that it holds. */
  private static Hold chosenHold(NativeSockets sockets) throws IOException {
    String wanted = System.getProperty(HOLD_PROPERTY, "auto");
    switch (wanted) {
      case "java" -> {
        return new JavaHold(sockets);
      }
      case "auto", "kernel" -> {
        KernelHold kernelHold = KernelHold.probe(sockets);
        if (kernelHold != null) {
          return kernelHold;
        }
      }
      default ->
          throw new IllegalArgumentException(
              "-D" + HOLD_PROPERTY + "=" + wanted + ": expected auto, kernel or java");
    }
    if (wanted.equals("auto")) {
      return new JavaHold(sockets);
    }
    throw new HookFailedException(
        "-D"
            + HOLD_PROPERTY
            + "=kernel, but the kernel does not hold a connect on "
            + HookFailedException.runningJdk()
            + ": one to a full listener on loopback does not stay in progress here, as it does on"
            + " Linux. Leave the property away, or set it to java",
        null);
  }

  private static Class<?> classOfJavaBase(String name) {
    try {
      return Class.forName(name, true, null);
    } catch (ClassNotFoundException e) {
      throw new HookFailedException(
          HookFailedException.runningJdk() + " has no class " + name + " to put hooks into", e);
    }
  }

  private void putIn() {
    try {
      Class<?> present = installHandlers(SocketHooks.handlers(jdkWaits));
      if (present != null) {
        throw new HookFailedException(
            "another copy of SynSent is installed in this process, loaded by "
                + present.getClassLoader()
                + " from "
                + present.getProtectionDomain().getCodeSource()
                + "; this one was loaded by "
                + Installation.class.getClassLoader()
                + ". Only one can hold the sockets: keep SynSent in one class loader, or uninstall"
                + " the other copy first",
            null);
      }
      SocketHooks.use(this);
      instrumentation.addTransformer(transformer, true);
      instrumentation.retransformClasses(hookedClasses());
      transformer.check();
      nativeTransports.putIn();
    } catch (ReflectiveOperationException | UnmodifiableClassException e) {
      throw new HookFailedException(
          "the hooks could not be put in on " + HookFailedException.runningJdk() + ": " + e, e);
    }
  }

  private @Nullable Class<?> installHandlers(MethodHandle[] handlers)
      throws ReflectiveOperationException {
    return (Class<?>)
        dispatcher
            .getMethod("install", Class.class, MethodHandle[].class)
            .invoke(null, SynSent.class, handlers);
  }

  private Class<?>[] hookedClasses() {
    return hooksByClass.keySet().stream()
        .map(Installation::classOfJavaBase)
        .toArray(Class<?>[]::new);
  }

  private void prove() {
    SelfTest test = new SelfTest(this);
    selfTest = test;
    try {
      test.run();
    } finally {
      selfTest = null;
    }
  }

  /** How long the installation took. */
  public Duration took() {
    return took;
  }

  /**
   * Takes the hooks out; afterwards the JDK's classes are byte for byte as before. Networks that
   * are still active are closed.
   *
   * @return true if they are out; false if a pending connect keeps them in, see {@link
   *     #awaitRemoved}
   */
  public boolean uninstall() {
    for (LiveNetwork network : active()) {
      network.close();
    }
    leaving = true;
    return removeWhenNothingIsPending();
  }

  /** Calls a removal off that has not happened yet: returns false if it has. */
  synchronized boolean stay() {
    leaving = false;
    return isInstalled();
  }

  /** Waits until the hooks are out: until the last pending connect has been answered. */
  public boolean awaitRemoved(Duration atMost) throws InterruptedException {
    return removed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whether the hooks are in. */
  public boolean isInstalled() {
    return removed.getCount() > 0;
  }

  private boolean removeWhenNothingIsPending() {
    removeUnlessStaying();
    return !isInstalled();
  }

  private synchronized void removeUnlessStaying() {
    if (leaving && connects == 0) {
      remove();
    }
  }

  private synchronized void remove() {
    if (removed.getCount() == 0) {
      return;
    }
    try {
      instrumentation.removeTransformer(transformer);
      instrumentation.retransformClasses(hookedClasses());
      nativeTransports.remove();
      dispatcher.getMethod("uninstall", Class.class).invoke(null, SynSent.class);
    } catch (UnmodifiableClassException | ReflectiveOperationException e) {
      throw new IllegalStateException("bug in SynSent: the hooks cannot be taken out", e);
    } finally {
      SocketHooks.stopUsing(this);
      hold.close();
      closeSink();
      removed.countDown();
    }
  }

  private void closeSink() {
    try {
      datagramSink.close();
    } catch (IOException nothingToSave) {
      // Nobody reads what it was sent.
    }
  }

  // What the networks and hooks ask.

  /**
   * Adds a network to those that are asked.
   *
   * @throws IllegalStateException if another one is active that {@code outer} does not stand for
   */
  synchronized void activate(LiveNetwork network, @Nullable LiveNetwork outer) {
    LiveNetwork innermost = active.length == 0 ? null : active[0];
    if (!isInstalled() || leaving) {
      throw new IllegalStateException("SynSent is being uninstalled: install it first");
    }
    if (innermost != outer) {
      throw new IllegalStateException(
          innermost
              + " is active already, and connects cannot belong to two networks. Close it"
              + " first; in parallel tests let those that use SynSent exclude each other, with"
              + " @ResourceLock(Resources.GLOBAL) or @Isolated");
    }
    LiveNetwork[] more = new LiveNetwork[active.length + 1];
    more[0] = network;
    System.arraycopy(active, 0, more, 1, active.length);
    active = more;
  }

  synchronized void deactivate(LiveNetwork network) {
    active = Arrays.stream(active).filter(other -> other != network).toArray(LiveNetwork[]::new);
  }

  /** The networks that answer connects, the innermost first. */
  LiveNetwork[] active() {
    return active;
  }

  @Nullable
  SelfTest selfTest() {
    return selfTest;
  }

  NativeSockets sockets() {
    return sockets;
  }

  JdkErrors errors() {
    return errors;
  }

  Hold hold() {
    return hold;
  }

  /** The hooks that are put in. */
  Set<Hook> hooks() {
    return hooks;
  }

  /** What a hold in Java needs of the JDK; null where the kernel holds. */
  @Nullable
  JdkWaits jdkWaits() {
    return jdkWaits;
  }

  SimulatedSockets simulated() {
    return simulated;
  }

  /** A datagram channel "connects" to a simulated host: to a socket of ours that nobody reads. */
  int connectDatagram(@Nullable ProtocolFamily family, FileDescriptor fd) throws IOException {
    return sockets.connect(family, fd, (InetSocketAddress) datagramSink.getLocalAddress());
  }

  /** A simulated connect begins and needs the hooks: returns false if they are out. */
  synchronized boolean beginConnect() {
    if (isInstalled()) {
      connects++;
    }
    return isInstalled();
  }

  /** It needs them no more; called perhaps under locks of the JDK. */
  synchronized void endConnect() {
    connects--;
    if (leaving && connects == 0) {
      Thread remover = new Thread(this::removeUnlessStaying, "synsent-uninstall");
      remover.setDaemon(true);
      remover.start();
    }
  }

  @Override
  public String toString() {
    return "SynSent, " + hold;
  }
}
