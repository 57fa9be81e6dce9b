package io.synsent.timelapse;

import io.synsent.engine.Nullable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * What Linux says about the threads of this process: is any of them running, or about to?
 *
 * <p>The kernel marks a thread runnable (R) in the moment something wakes it, a futex, a socket or
 * a timer, before whoever woke it can go to sleep. So if none is R, nothing is under way inside of
 * this process. Uninterruptible sleep (D) counts as running: a disk answers by itself.
 */
final class KernelTasks implements AutoCloseable {

  private static final File TASKS = new File("/proc/self/task");

  /** The JIT compiles on threads of its own, and nobody waits for it. */
  private static final String COMPILER_1 = "C1 Compiler";

  private static final String COMPILER_2 = "C2 Compiler";

  private final Map<String, RandomAccessFile> statFiles = new HashMap<>();
  private final Set<String> ignored = new HashSet<>();
  private final byte[] buffer = new byte[512];

  /** Whether this machine can be asked. */
  static boolean isSupported() {
    return Files.isReadable(Path.of("/proc/self/task"))
        && Files.exists(Path.of("/proc/thread-self"));
  }

  /** Leaves the calling thread out: it is running whenever it looks. */
  void ignoreCurrentThread() throws IOException {
    ignored.add(Path.of("/proc/thread-self").toRealPath().getFileName().toString());
  }

  /** Whether a thread other than those left out is running, waking or in uninterruptible sleep. */
  boolean anyRunning() throws IOException {
    String[] tasks = TASKS.list();
    if (tasks == null) {
      throw new IOException("cannot list " + TASKS);
    }
    if (statFiles.size() > tasks.length + 16) {
      forgetDead(Set.of(tasks));
    }
    for (String task : tasks) {
      if (!ignored.contains(task) && isRunning(task)) {
        return true;
      }
    }
    return false;
  }

  private boolean isRunning(String task) throws IOException {
    int length;
    try {
      RandomAccessFile file = statFiles.get(task);
      if (file == null) {
        file = new RandomAccessFile("/proc/self/task/" + task + "/stat", "r");
        statFiles.put(task, file);
      } else {
        file.seek(0);
      }
      length = file.read(buffer);
    } catch (IOException ended) {
      forget(task);
      return false;
    }
    if (length <= 0) {
      forget(task);
      return false;
    }
    // "4711 (name) S ...": the name may hold anything, so look from behind.
    int close = length - 1;
    while (close > 0 && buffer[close] != ')') {
      close--;
    }
    char state = (char) buffer[close + 2];
    if (state != 'R' && state != 'D') {
      return false;
    }
    if (isCompiler(close)) {
      ignored.add(task);
      forget(task);
      return false;
    }
    return true;
  }

  private boolean isCompiler(int close) {
    String text = new String(buffer, 0, close, StandardCharsets.ISO_8859_1);
    String name = text.substring(text.indexOf('(') + 1);
    return name.startsWith(COMPILER_1) || name.startsWith(COMPILER_2);
  }

  private void forgetDead(Set<String> alive) throws IOException {
    Iterator<Map.Entry<String, RandomAccessFile>> files = statFiles.entrySet().iterator();
    while (files.hasNext()) {
      Map.Entry<String, RandomAccessFile> file = files.next();
      if (!alive.contains(file.getKey())) {
        file.getValue().close();
        files.remove();
      }
    }
  }

  private void forget(String task) throws IOException {
    RandomAccessFile file = statFiles.remove(task);
    close(file);
  }

  private static void close(@Nullable RandomAccessFile file) throws IOException {
    if (file != null) {
      file.close();
    }
  }

  @Override
  public void close() throws IOException {
    for (RandomAccessFile file : statFiles.values()) {
      file.close();
    }
    statFiles.clear();
  }
}
