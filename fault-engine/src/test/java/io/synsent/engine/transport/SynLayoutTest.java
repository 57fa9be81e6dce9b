package io.synsent.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.packet.TcpOption;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A SYN's options, with SACK, timestamps and window scaling on or off, on each system. */
class SynLayoutTest {

  private static final Map<Class<?>, String> WORDS =
      Map.of(
          TcpOption.MaximumSegmentSize.class, "mss",
          TcpOption.NoOperation.class, "nop",
          TcpOption.EndOfList.class, "eol",
          TcpOption.SackPermitted.class, "sok",
          TcpOption.Timestamps.class, "ts",
          TcpOption.WindowScale.class, "ws");

  /** bsd/netinet/tcp_output.c: SACK permitted is tacked on last, zeros fill the last word. */
  @ParameterizedTest
  @CsvSource({
    "true,  true,  true,  mss nop ws nop nop ts sok eol",
    "true,  true,  false, mss nop nop ts sok eol",
    "true,  false, true,  mss nop ws sok eol",
    "true,  false, false, mss sok eol",
    "false, true,  true,  mss nop ws nop nop ts",
    "false, true,  false, mss nop nop ts",
    "false, false, true,  mss nop ws",
    "false, false, false, mss",
  })
  void macos(boolean sack, boolean stamps, boolean scale, String expected) {
    assertThat(arranged(SynLayout.MACOS, sack, stamps, scale)).isEqualTo(expected);
  }

  /** tcp_addoptions: SACK permitted at an even octet, timestamps two behind a whole word. */
  @ParameterizedTest
  @CsvSource({
    "true,  true,  true,  mss nop ws sok ts",
    "true,  true,  false, mss sok ts",
    "true,  false, true,  mss nop ws sok eol",
    "true,  false, false, mss sok eol",
    "false, true,  true,  mss nop ws nop nop ts",
    "false, true,  false, mss nop nop ts",
    "false, false, true,  mss nop ws",
    "false, false, false, mss",
  })
  void freebsd(boolean sack, boolean stamps, boolean scale, String expected) {
    assertThat(arranged(SynLayout.FREEBSD, sack, stamps, scale)).isEqualTo(expected);
  }

  /** p0f.fp, "Windows 7 or 8", has the three with SACK and either of the others. */
  @ParameterizedTest
  @CsvSource({
    "true,  true,  true,  mss nop ws sok ts",
    "true,  true,  false, mss sok ts",
    "true,  false, true,  mss nop ws nop nop sok",
    "true,  false, false, mss nop nop sok",
    "false, true,  true,  mss nop ws nop nop ts",
    "false, true,  false, mss nop nop ts",
    "false, false, true,  mss nop ws",
    "false, false, false, mss",
  })
  void windows(boolean sack, boolean stamps, boolean scale, String expected) {
    assertThat(arranged(SynLayout.WINDOWS, sack, stamps, scale)).isEqualTo(expected);
  }

  private static String arranged(SynLayout layout, boolean sack, boolean stamps, boolean scale) {
    TcpSettings settings =
        TcpSettings.LINUX.toBuilder()
            .synLayout(layout)
            .sack(sack)
            .timestamps(stamps)
            .windowScaling(scale)
            .build();
    // A segment whose options do not fill whole words is refused.
    return new SegmentMaker(settings)
        .syn(SegmentMakerTest.ENDS, 1, 1500, 1).options().stream()
            .map(option -> WORDS.get(option.getClass()))
            .collect(Collectors.joining(" "));
  }
}
