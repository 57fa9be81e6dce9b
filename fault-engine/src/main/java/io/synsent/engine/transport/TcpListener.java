package io.synsent.engine.transport;

/** Internal. A listening socket with its accept queue. */
public final class TcpListener {

  private final int port;
  private final int backlog;
  private boolean accepting;
  private boolean closed;
  private int queued;
  private int requests;

  TcpListener(int port, int backlog, boolean accepting) {
    this.port = port;
    this.backlog = backlog;
    this.accepting = accepting;
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** How many connections wait to be accepted. */
  public int queued() {
    return queued;
  }

  /** The application calls accept() from now on, or stops doing so. */
  public void setAccepting(boolean accepts) {
    accepting = accepts;
    if (accepts) {
      queued = 0;
    }
  }

  /** Connections of others that were not accepted fill the queue. */
  public void fill() {
    queued = backlog + 1;
  }

  /** sk_acceptq_is_full: more wait than the backlog says. */
  boolean isFull() {
    return queued > backlog;
  }

  /** inet_csk_reqsk_queue_is_full: more wait for their third ACK than the backlog says. */
  boolean hasTooManyRequests() {
    return requests > backlog;
  }

  void requested() {
    requests++;
  }

  void requestEnded() {
    requests--;
  }

  void established() {
    if (!accepting) {
      queued++;
    }
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }
}
