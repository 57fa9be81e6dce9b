package io.synsent.intercept;

import io.synsent.engine.Nullable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The JDK's methods around waiting for a descriptor, which connects held in Java go through. */
final class JdkWaits {

  /** Absent on Windows, where asynchronous channels are of another kind. */
  static final String ASYNCHRONOUS_CHANNEL = "sun.nio.ch.UnixAsynchronousSocketChannelImpl";

  private final MethodHandle doSelect;
  private final MethodHandle processReadyEvents;
  private final MethodHandle setEventOps;
  private final MethodHandle descriptorOfKey;
  private final MethodHandle descriptorOfChannel;
  private final MethodHandle keys;
  private final @Nullable MethodHandle onEvent;
  private final int writable;
  private final int hungUp;

  JdkWaits(Instrumentation instrumentation) {
    try {
      Class<?> net = load("sun.nio.ch.Net");
      Class<?> selector = load("sun.nio.ch.SelectorImpl");
      Class<?> key = load("sun.nio.ch.SelectionKeyImpl");
      Lookup lookup = JavaBase.lookupIn(instrumentation, selector);
      MethodType select = MethodType.methodType(int.class, Consumer.class, long.class);
      doSelect =
          lookup
              .findVirtual(selector, "doSelect", select)
              .asType(MethodType.methodType(int.class, Object.class, Consumer.class, long.class));
      processReadyEvents =
          lookup
              .findVirtual(
                  selector,
                  "processReadyEvents",
                  MethodType.methodType(int.class, int.class, key, Consumer.class))
              .asType(
                  MethodType.methodType(
                      int.class, Selector.class, int.class, SelectionKey.class, Consumer.class));
      setEventOps =
          lookup
              .findVirtual(selector, "setEventOps", MethodType.methodType(void.class, key))
              .asType(MethodType.methodType(void.class, Selector.class, SelectionKey.class));
      descriptorOfKey =
          lookup
              .findVirtual(key, "getFD", MethodType.methodType(FileDescriptor.class))
              .asType(MethodType.methodType(FileDescriptor.class, SelectionKey.class));
      descriptorOfChannel =
          lookup
              .findVirtual(
                  load("sun.nio.ch.SelChImpl"),
                  "getFD",
                  MethodType.methodType(FileDescriptor.class))
              .asType(MethodType.methodType(FileDescriptor.class, Object.class));
      keys =
          JavaBase.lookupIn(instrumentation, AbstractSelectableChannel.class)
              .findGetter(AbstractSelectableChannel.class, "keys", SelectionKey[].class);
      onEvent = findOnEvent(lookup);
      Lookup inNet = JavaBase.lookupIn(instrumentation, net);
      writable = (short) inNet.findStaticGetter(net, "POLLOUT", short.class).invoke();
      hungUp = (short) inNet.findStaticGetter(net, "POLLHUP", short.class).invoke();
    } catch (Throwable e) {
      throw new HookFailedException(
          "the JDK's own ways to wait were not found on "
              + HookFailedException.runningJdk()
              + ": "
              + e
              + ". SynSent is tested on JDK 17, 21 and 25",
          e);
    }
  }

  private static @Nullable MethodHandle findOnEvent(Lookup lookup)
      throws ReflectiveOperationException {
    Class<?> channel;
    try {
      channel = load(ASYNCHRONOUS_CHANNEL);
    } catch (ClassNotFoundException onWindows) {
      return null;
    }
    return lookup
        .findVirtual(
            channel, "onEvent", MethodType.methodType(void.class, int.class, boolean.class))
        .asType(MethodType.methodType(void.class, Object.class, int.class, boolean.class));
  }

  private static Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(name, true, null);
  }

  /** {@code SelectorImpl.doSelect}: (selector, consumer, timeout in ms) to keys selected. */
  MethodHandle doSelect() {
    return doSelect;
  }

  int select(Object selector, @Nullable Consumer<SelectionKey> action, long timeoutMillis)
      throws IOException {
    try {
      return (int) doSelect.invokeExact(selector, (Consumer<?>) action, timeoutMillis);
    } catch (Throwable e) {
      throw JdkWaits.<RuntimeException>asIs(e);
    }
  }

  /** Reports a key as the kernel would that found its socket hung up. */
  int reportHungUp(Selector selector, SelectionKey key, @Nullable Consumer<SelectionKey> action) {
    try {
      return (int)
          processReadyEvents.invokeExact(selector, writable | hungUp, key, (Consumer<?>) action);
    } catch (Throwable e) {
      throw JdkWaits.<RuntimeException>asIs(e);
    }
  }

  /** Has the selector ask the key for its interest again. */
  void updateInterest(SelectionKey key) {
    try {
      setEventOps.invokeExact(key.selector(), key);
    } catch (Throwable e) {
      throw JdkWaits.<RuntimeException>asIs(e);
    }
  }

  FileDescriptor descriptor(SelectionKey key) {
    try {
      return (FileDescriptor) descriptorOfKey.invokeExact(key);
    } catch (Throwable e) {
      throw JdkWaits.<RuntimeException>asIs(e);
    }
  }

  FileDescriptor descriptor(Object channel) {
    try {
      return (FileDescriptor) descriptorOfChannel.invokeExact(channel);
    } catch (Throwable e) {
      throw JdkWaits.<RuntimeException>asIs(e);
    }
  }

  /** The keys with which a channel is registered. */
  List<SelectionKey> keys(AbstractSelectableChannel channel) {
    try {
      SelectionKey[] registered = (SelectionKey[]) keys.invokeExact(channel);
      List<SelectionKey> present = new ArrayList<>();
      if (registered != null) {
        for (SelectionKey key : registered) {
          if (key != null) {
            present.add(key);
          }
        }
      }
      return present;
    } catch (Throwable e) {
      throw JdkWaits.<RuntimeException>asIs(e);
    }
  }

  /** Has an asynchronous channel go on as when its descriptor has become writable. */
  void onWritable(Object channel) {
    MethodHandle call = onEvent;
    if (call == null) {
      throw new IllegalStateException("bug in SynSent: no asynchronous channel is held here");
    }
    try {
      call.invokeExact(channel, writable, false);
    } catch (Throwable e) {
      throw JdkWaits.<RuntimeException>asIs(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException asIs(Throwable e) throws E {
    throw (E) e;
  }
}
