package io.synsent.engine.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.socket.JdkException.NoticedBy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JdkExceptionTest {

  /**
   * Unix: handleSocketError in libnio's Net.c, and strerror. Windows: winsock_errors and
   * NET_ThrowNew in libnet's net_util_md.c; the last words from libnio's Net.c, connect0 and
   * pollConnect.
   */
  @ParameterizedTest
  @CsvSource({
    "ECONNREFUSED,  LINUX,   ConnectException,       Connection refused",
    "ETIMEDOUT,     LINUX,   ConnectException,       Connection timed out",
    "EHOSTUNREACH,  LINUX,   NoRouteToHostException, No route to host",
    "EADDRNOTAVAIL, LINUX,   BindException,          Cannot assign requested address",
    "EACCES,        LINUX,   BindException,          Permission denied",
    "ECONNREFUSED,  MACOS,   ConnectException,       Connection refused",
    "ETIMEDOUT,     MACOS,   ConnectException,       Operation timed out",
    "EHOSTDOWN,     MACOS,   SocketException,        Host is down",
    "EHOSTUNREACH,  MACOS,   NoRouteToHostException, No route to host",
    "EADDRNOTAVAIL, MACOS,   BindException,          Can't assign requested address",
    "EOPNOTSUPP,    MACOS,   SocketException,        Operation not supported on socket",
    "ETIMEDOUT,     FREEBSD, ConnectException,       Operation timed out",
    "EOPNOTSUPP,    FREEBSD, SocketException,        Operation not supported",
    "ECONNREFUSED,  WINDOWS, ConnectException,       Connection refused: connect",
    "ETIMEDOUT,     WINDOWS, ConnectException,       Connection timed out: connect",
    "EHOSTUNREACH,  WINDOWS, NoRouteToHostException, No route to host: connect",
    "ENETUNREACH,   WINDOWS, SocketException,        Network is unreachable: connect",
    "EACCES,        WINDOWS, SocketException,        Permission denied: connect",
    "ENOPROTOOPT,   WINDOWS, SocketException,        Bad protocol option: connect",
  })
  void of_a_blocking_connect(
      Errno errno, OperatingSystem system, String exception, String message) {
    assertThat(JdkException.of(errno, system, NoticedBy.CONNECT, 17, 0))
        .isEqualTo(new JdkException("java.net." + exception, message));
  }

  /** NET_ThrowNew without a message up to 17 and 21.0.1; "getsockopt" since. */
  @ParameterizedTest
  @CsvSource({
    "17, 0,  no further information",
    "17, 12, no further information",
    "21, 1,  no further information",
    "21, 2,  getsockopt",
    "25, 0,  getsockopt",
  })
  void of_a_connect_that_polls_on_windows(int feature, int update, String doing) {
    assertThat(
            JdkException.of(
                Errno.ECONNREFUSED, OperatingSystem.WINDOWS, NoticedBy.POLL, feature, update))
        .hasToString("java.net.ConnectException: Connection refused: " + doing);
  }

  /** asm-generic/errno.h, bsd/sys/errno.h, FreeBSD's sys/errno.h, winsock2.h. */
  @ParameterizedTest
  @CsvSource({
    "ECONNREFUSED, 111, 61, 61, 10061",
    "ETIMEDOUT,    110, 60, 60, 10060",
    "EHOSTUNREACH, 113, 65, 65, 10065",
    "EHOSTDOWN,    112, 64, 64, 10064",
    "ENETUNREACH,  101, 51, 51, 10051",
    "EOPNOTSUPP,   95, 102, 45, 10045",
    "EPROTO,       71, 100, 92, 0",
  })
  void number_on_each_system(Errno errno, int linux, int macOs, int freeBsd, int windows) {
    assertThat(errno.number(OperatingSystem.LINUX)).isEqualTo(linux).isEqualTo(errno.number());
    assertThat(errno.number(OperatingSystem.MACOS)).isEqualTo(macOs);
    assertThat(errno.number(OperatingSystem.FREEBSD)).isEqualTo(freeBsd);
    assertThat(errno.number(OperatingSystem.WINDOWS)).isEqualTo(windows);
  }

  @ParameterizedTest
  @EnumSource
  void every_exception_class_is_there(Errno errno) throws ClassNotFoundException {
    assertThat(errno.exceptionClass()).isEqualTo(errno.exceptionClass(OperatingSystem.LINUX));
    for (OperatingSystem system : OperatingSystem.values()) {
      assertThat(Class.forName(errno.exceptionClass(system))).isAssignableTo(Exception.class);
    }
  }
}
