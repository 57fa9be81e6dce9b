package io.synsent.timelapse;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.ReferenceQueue;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;

/**
 * Measures every wait that time-lapse covers, in a JVM of its own: prints a line per wait with its
 * name, nominal milliseconds, the smallest and largest application time measured, and the wall time
 * of the smallest. Arguments: rate (0 for AUTO), nominal milliseconds.
 */
@SuppressWarnings({"WaitNotInLoop", "FutureReturnValueIgnored"}) // a wait is what is measured
public final class CoveredWaits {

  private static final int ROUNDS = 3;
  private static final int MOST_ROUNDS = 9;

  /** Something that waits for the given number of milliseconds. */
  interface Wait {
    void forMillis(long millis) throws Exception;
  }

  private static TimeLapse running;
  private static Duration applicationBefore;
  private static Duration wallBefore;

  private CoveredWaits() {}

  public static void main(String[] arguments) throws Exception {
    int rate = Integer.parseInt(arguments[0]);
    long nominal = Long.parseLong(arguments[1]);
    TimeLapse.prepare();
    try (TimeLapse warmUp = TimeLapse.start(1)) {
      running = warmUp;
      for (int round = 0; round < 5; round++) {
        for (Map.Entry<String, Wait> wait : all().entrySet()) {
          wait.getValue().forMillis(1);
        }
      }
    }
    for (Map.Entry<String, Wait> wait : all().entrySet()) {
      // A loop that polls costs AUTO a leap per round, and this one polls every millisecond.
      boolean polls =
          rate == TimeLapse.AUTO && wait.getKey().equals("ForkJoinPool.awaitQuiescence");
      measure(rate, polls ? nominal / 20 : nominal, wait.getKey(), wait.getValue());
    }
    System.exit(0);
  }

  /** What came before, such as starting a thread, is not part of the wait. */
  private static void waitBegins() {
    applicationBefore = running.simulated();
    wallBefore = running.wall();
  }

  /** The smallest of several measurements: what the machine does meanwhile only adds. */
  private static void measure(int rate, long nominal, String name, Wait wait) throws Exception {
    double smallest = Double.MAX_VALUE;
    double largest = 0;
    double wall = 0;
    for (int round = 0;
        round < ROUNDS || (round < MOST_ROUNDS && smallest > nominal + allowance(rate, nominal));
        round++) {
      try (TimeLapse lapse = TimeLapse.start(rate)) {
        running = lapse;
        waitBegins();
        wait.forMillis(nominal);
        double application = millis(lapse.simulated().minus(applicationBefore));
        if (application < smallest) {
          smallest = application;
          wall = millis(lapse.wall().minus(wallBefore));
        }
        largest = Math.max(largest, application);
      }
    }
    System.out.printf(
        Locale.ROOT, "wait\t%s\t%d\t%.3f\t%.3f\t%.3f%n", name, nominal, smallest, largest, wall);
  }

  /** 3 % or 2·k ms, whichever is more; for AUTO, in which running time counts as it is, 50 ms. */
  static double allowance(int rate, long nominal) {
    return rate == TimeLapse.AUTO ? 50 : Math.max(0.03 * nominal, 2.0 * rate);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  /** The waits, by the names that the table in docs/time-lapse.md has. */
  static Map<String, Wait> all() {
    Map<String, Wait> waits = new LinkedHashMap<>();
    waits.put("Thread.sleep", Thread::sleep);
    waits.put("TimeUnit.sleep", TimeUnit.MILLISECONDS::sleep);
    waits.put(
        "Object.wait",
        millis -> {
          Object monitor = new Object();
          synchronized (monitor) {
            monitor.wait(millis);
          }
        });
    waits.put(
        "Thread.join",
        millis -> {
          Thread thread = new Thread(LockSupport::park);
          thread.setDaemon(true);
          thread.start();
          thread.join(millis);
          LockSupport.unpark(thread);
        });
    waits.put("LockSupport.parkNanos", millis -> LockSupport.parkNanos(nanos(millis)));
    waits.put(
        "LockSupport.parkUntil",
        millis -> LockSupport.parkUntil(System.currentTimeMillis() + millis));
    waits.put(
        "ReentrantLock.tryLock",
        millis -> {
          ReentrantLock lock = new ReentrantLock();
          heldElsewhere(lock::lock, () -> lock.tryLock(millis, TimeUnit.MILLISECONDS));
        });
    waits.put(
        "StampedLock.tryWriteLock",
        millis -> {
          StampedLock lock = new StampedLock();
          heldElsewhere(lock::writeLock, () -> lock.tryWriteLock(millis, TimeUnit.MILLISECONDS));
        });
    waits.put(
        "Condition.await",
        millis -> {
          ReentrantLock lock = new ReentrantLock();
          lock.lock();
          try {
            if (lock.newCondition().await(millis, TimeUnit.MILLISECONDS)) {
              throw new IllegalStateException("woken");
            }
          } finally {
            lock.unlock();
          }
        });
    waits.put(
        "Semaphore.tryAcquire",
        millis -> no(new Semaphore(0).tryAcquire(millis, TimeUnit.MILLISECONDS)));
    waits.put(
        "CountDownLatch.await",
        millis -> no(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)));
    waits.put(
        "CyclicBarrier.await",
        millis ->
            timesOut(
                () -> {
                  try {
                    return new CyclicBarrier(2).await(millis, TimeUnit.MILLISECONDS);
                  } catch (BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                  }
                }));
    waits.put(
        "Phaser.awaitAdvance",
        millis ->
            timesOut(
                () -> new Phaser(1).awaitAdvanceInterruptibly(0, millis, TimeUnit.MILLISECONDS)));
    waits.put(
        "Exchanger.exchange",
        millis ->
            timesOut(() -> new Exchanger<String>().exchange("", millis, TimeUnit.MILLISECONDS)));
    waits.put(
        "SynchronousQueue.poll",
        millis -> new SynchronousQueue<String>().poll(millis, TimeUnit.MILLISECONDS));
    waits.put(
        "LinkedBlockingQueue.poll",
        millis -> new LinkedBlockingQueue<String>().poll(millis, TimeUnit.MILLISECONDS));
    waits.put(
        "LinkedTransferQueue.tryTransfer",
        millis ->
            no(new LinkedTransferQueue<String>().tryTransfer("", millis, TimeUnit.MILLISECONDS)));
    waits.put("DelayQueue.take", millis -> new DelayQueue<>(List.of(new Delay(millis))).take());
    waits.put(
        "FutureTask.get",
        millis -> timesOut(() -> new FutureTask<>(() -> "").get(millis, TimeUnit.MILLISECONDS)));
    waits.put(
        "ExecutorService.invokeAll",
        millis ->
            withExecutor(
                Executors.newSingleThreadExecutor(),
                executor ->
                    executor.invokeAll(
                        List.of(CoveredWaits::forEver), millis, TimeUnit.MILLISECONDS)));
    waits.put(
        "ExecutorService.awaitTermination",
        millis ->
            withExecutor(
                Executors.newSingleThreadExecutor(),
                executor -> no(executor.awaitTermination(millis, TimeUnit.MILLISECONDS))));
    waits.put(
        "CompletableFuture.get",
        millis ->
            timesOut(() -> new CompletableFuture<String>().get(millis, TimeUnit.MILLISECONDS)));
    waits.put(
        "CompletableFuture.orTimeout",
        millis -> {
          try {
            new CompletableFuture<String>().orTimeout(millis, TimeUnit.MILLISECONDS).get();
          } catch (ExecutionException expected) {
            require(expected.getCause() instanceof TimeoutException);
          }
        });
    waits.put(
        "CompletableFuture.completeOnTimeout",
        millis ->
            new CompletableFuture<String>()
                .completeOnTimeout("", millis, TimeUnit.MILLISECONDS)
                .get());
    waits.put(
        "CompletableFuture.delayedExecutor",
        millis ->
            CompletableFuture.runAsync(
                    () -> {}, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
                .get());
    waits.put(
        "ScheduledExecutorService.schedule",
        millis -> {
          ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
          withExecutor(
              scheduler,
              executor -> scheduler.schedule(() -> {}, millis, TimeUnit.MILLISECONDS).get());
        });
    waits.put(
        "ScheduledExecutorService.scheduleAtFixedRate",
        millis -> {
          ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
          CountDownLatch fifth = new CountDownLatch(5);
          withExecutor(
              scheduler,
              executor -> {
                scheduler.scheduleAtFixedRate(
                    fifth::countDown, nanos(millis) / 5, nanos(millis) / 5, TimeUnit.NANOSECONDS);
                fifth.await();
              });
        });
    waits.put(
        "ForkJoinTask.get",
        millis ->
            withExecutor(
                new ForkJoinPool(1),
                pool ->
                    timesOut(
                        () ->
                            pool.submit(CoveredWaits::forEver)
                                .get(millis, TimeUnit.MILLISECONDS))));
    waits.put(
        "ForkJoinPool.awaitQuiescence",
        millis ->
            withExecutor(
                new ForkJoinPool(1),
                pool -> {
                  CountDownLatch started = new CountDownLatch(1);
                  pool.submit(
                      () -> {
                        started.countDown();
                        return forEver();
                      });
                  started.await();
                  no(((ForkJoinPool) pool).awaitQuiescence(millis, TimeUnit.MILLISECONDS));
                }));
    waits.put(
        "Timer.schedule",
        millis -> {
          Timer timer = new Timer(true);
          CountDownLatch ran = new CountDownLatch(1);
          timer.schedule(
              new TimerTask() {
                @Override
                public void run() {
                  ran.countDown();
                }
              },
              millis);
          ran.await();
          timer.cancel();
        });
    waits.put("ReferenceQueue.remove", millis -> new ReferenceQueue<>().remove(millis));
    waits.put(
        "Selector.select",
        millis -> {
          try (Selector selector = Selector.open()) {
            selector.select(millis);
          }
        });
    waits.put(
        "SO_TIMEOUT of ServerSocket.accept",
        millis -> {
          try (ServerSocket server = listener(5)) {
            server.setSoTimeout((int) millis);
            timesOut(server::accept);
          }
        });
    waits.put(
        "SO_TIMEOUT of Socket.read",
        millis -> {
          try (ServerSocket server = listener(5);
              Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            socket.setSoTimeout((int) millis);
            InputStream in = socket.getInputStream();
            timesOut(in::read);
          }
        });
    waits.put(
        "SO_TIMEOUT of a channel's socket",
        millis -> {
          try (ServerSocket server = listener(5);
              SocketChannel channel = SocketChannel.open(server.getLocalSocketAddress())) {
            channel.socket().setSoTimeout((int) millis);
            InputStream in = channel.socket().getInputStream();
            timesOut(in::read);
          }
        });
    waits.put(
        "SO_TIMEOUT of DatagramSocket.receive",
        millis -> {
          try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout((int) millis);
            timesOut(
                () -> {
                  socket.receive(new DatagramPacket(new byte[1], 1));
                  return "";
                });
          }
        });
    waits.put(
        "Socket.connect timeout",
        millis -> {
          try (SilentListener silent = new SilentListener();
              Socket socket = new Socket()) {
            timesOut(
                () -> {
                  socket.connect(silent.address(), (int) millis);
                  return "";
                });
          }
        });
    waits.put(
        "connect timeout of a channel's socket",
        millis -> {
          try (SilentListener silent = new SilentListener();
              SocketChannel channel = SocketChannel.open()) {
            timesOut(
                () -> {
                  channel.socket().connect(silent.address(), (int) millis);
                  return "";
                });
          }
        });
    waits.put(
        "HttpClient connect timeout",
        millis -> {
          try (SilentListener silent = new SilentListener()) {
            HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofMillis(millis)).build();
            HttpRequest request = get(silent.uri()).build();
            waitBegins();
            timesOut(() -> client.send(request, discarding()));
          }
        });
    waits.put(
        "HttpClient request timeout",
        millis -> {
          try (ServerSocket server = listener(5)) {
            HttpClient client = HttpClient.newHttpClient();
            URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort());
            HttpRequest request = get(uri).timeout(Duration.ofMillis(millis)).build();
            waitBegins();
            timesOut(() -> client.send(request, discarding()));
          }
        });
    waits.put(
        "HttpURLConnection connect timeout",
        millis -> {
          try (SilentListener silent = new SilentListener()) {
            HttpURLConnection connection =
                (HttpURLConnection) silent.uri().toURL().openConnection();
            connection.setConnectTimeout((int) millis);
            timesOut(connection::getResponseCode);
          }
        });
    if (Runtime.version().feature() >= 21) {
      waits.put("Thread.sleep of a virtual thread", millis -> virtual(() -> Thread.sleep(millis)));
      waits.put(
          "LockSupport.parkNanos of a virtual thread",
          millis -> virtual(() -> LockSupport.parkNanos(nanos(millis))));
      waits.put(
          "Object.wait of a virtual thread",
          millis -> virtual(() -> all().get("Object.wait").forMillis(millis)));
      waits.put(
          "LinkedBlockingQueue.poll of a virtual thread",
          millis -> virtual(() -> all().get("LinkedBlockingQueue.poll").forMillis(millis)));
      waits.put(
          "Selector.select of a virtual thread",
          millis -> virtual(() -> all().get("Selector.select").forMillis(millis)));
      waits.put(
          "SO_TIMEOUT of Socket.read of a virtual thread",
          millis -> virtual(() -> all().get("SO_TIMEOUT of Socket.read").forMillis(millis)));
      waits.put(
          "Socket.connect timeout of a virtual thread",
          millis -> virtual(() -> all().get("Socket.connect timeout").forMillis(millis)));
    }
    return waits;
  }

  private interface Action {
    void run() throws Exception;
  }

  private interface Using {
    void use(ExecutorService executor) throws Exception;
  }

  private static void virtual(Action action) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Runnable task =
        () -> {
          try {
            action.run();
            done.complete(null);
          } catch (Exception e) {
            done.completeExceptionally(e);
          }
        };
    // Not in the class library of JDK 17, which this is compiled against.
    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    done.get();
  }

  private static void withExecutor(ExecutorService executor, Using action) throws Exception {
    try {
      action.use(executor);
    } finally {
      executor.shutdownNow();
    }
  }

  private static void heldElsewhere(Runnable hold, Callable<?> action) throws Exception {
    Thread holder =
        new Thread(
            () -> {
              hold.run();
              LockSupport.parkNanos(Long.MAX_VALUE);
            });
    holder.setDaemon(true);
    holder.start();
    while (holder.getState() == Thread.State.NEW || holder.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }
    waitBegins();
    action.call();
    LockSupport.unpark(holder);
  }

  private static void timesOut(Callable<?> action) throws Exception {
    try {
      action.call();
    } catch (TimeoutException | SocketTimeoutException | HttpTimeoutException expected) {
      return;
    }
    throw new IllegalStateException("no timeout");
  }

  private static String forEver() throws InterruptedException {
    new CountDownLatch(1).await();
    return "";
  }

  private static void no(boolean answer) {
    require(!answer);
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("not as expected");
    }
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static HttpRequest.Builder get(URI uri) {
    return HttpRequest.newBuilder(uri).GET();
  }

  private static HttpResponse.BodyHandler<Void> discarding() {
    return HttpResponse.BodyHandlers.discarding();
  }

  private static ServerSocket listener(int backlog) throws Exception {
    return new ServerSocket(0, backlog, InetAddress.getByName("127.0.0.1"));
  }

  /** A listener on loopback whose queue is full, so that the kernel drops further SYNs. */
  private static final class SilentListener implements AutoCloseable {

    private final ServerSocket server = listener(1);
    private final List<SocketChannel> queued = new ArrayList<>();

    SilentListener() throws Exception {
      for (int i = 0; i < 4; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(server.getLocalSocketAddress());
        queued.add(channel);
      }
    }

    InetSocketAddress address() {
      return (InetSocketAddress) server.getLocalSocketAddress();
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel channel : queued) {
        channel.close();
      }
      server.close();
    }
  }

  /** Due some milliseconds after it was made. */
  private static final class Delay implements Delayed {

    private final long due;

    Delay(long millis) {
      due = System.nanoTime() + nanos(millis);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
