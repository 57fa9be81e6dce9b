import io.synsent.shaded.bytebuddy.ByteBuddy;
import io.synsent.shaded.bytebuddy.agent.ByteBuddyAgent;
import io.synsent.shaded.bytebuddy.asm.Advice;
import io.synsent.shaded.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import io.synsent.shaded.bytebuddy.matcher.ElementMatchers;

/**
 * Uses the relocated Byte Buddy of the fault engine's jar, with nothing else on the class path: attaches to its own JVM and changes a
 * loaded class. Byte Buddy looks its agent classes up by name, so only a run shows that the relocation caught the names too.
 */
public final class SelfAttach {
  public static final class Subject {
    public String greeting() {
      return "untouched";
    }
  }

  public static final class Changed {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) String returned) {
      returned = "changed";
    }
  }

  public static void main(String[] args) throws Exception {
    Subject subject = new Subject();
    require("untouched", subject.greeting());
    ByteBuddyAgent.install();
    ClassReloadingStrategy reloading = ClassReloadingStrategy.fromInstalledAgent();
    new ByteBuddy()
        .redefine(Subject.class)
        .visit(Advice.to(Changed.class).on(ElementMatchers.named("greeting")))
        .make()
        .load(Subject.class.getClassLoader(), reloading);
    require("changed", subject.greeting());
    reloading.reset(Subject.class);
    require("untouched", subject.greeting());
    System.out.println(
        "self-attach from the relocated jar: works on Java " + Runtime.version().feature());
  }

  private static void require(String expected, String found) {
    if (!expected.equals(found)) {
      throw new IllegalStateException("expected \"" + expected + "\", found \"" + found + "\"");
    }
  }
}
