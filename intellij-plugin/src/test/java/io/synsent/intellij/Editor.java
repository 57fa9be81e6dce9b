package io.synsent.intellij;

import com.intellij.codeInsight.ContainerProvider;
import com.intellij.codeInspection.InspectionManager;
import com.intellij.codeInspection.LocalInspectionTool;
import com.intellij.codeInspection.LocalQuickFix;
import com.intellij.codeInspection.ProblemsHolder;
import com.intellij.core.CoreApplicationEnvironment;
import com.intellij.core.JavaCoreApplicationEnvironment;
import com.intellij.core.JavaCoreProjectEnvironment;
import com.intellij.lang.java.JavaLanguage;
import com.intellij.lang.jvm.facade.JvmElementProvider;
import com.intellij.mock.MockProject;
import com.intellij.openapi.Disposable;
import com.intellij.openapi.extensions.ExtensionPointName;
import com.intellij.openapi.roots.ProjectRootManager;
import com.intellij.openapi.util.Disposer;
import com.intellij.openapi.util.UserDataHolderBase;
import com.intellij.openapi.vfs.VirtualFile;
import com.intellij.pom.PomModel;
import com.intellij.pom.PomModelAspect;
import com.intellij.pom.PomTransaction;
import com.intellij.pom.tree.TreeAspect;
import com.intellij.psi.FileContextProvider;
import com.intellij.psi.JavaModuleSystem;
import com.intellij.psi.PsiElement;
import com.intellij.psi.PsiElementFinder;
import com.intellij.psi.PsiElementVisitor;
import com.intellij.psi.PsiFileFactory;
import com.intellij.psi.PsiJavaFile;
import com.intellij.psi.augment.PsiAugmentProvider;
import com.intellij.psi.compiled.ClassFileDecompilers;
import com.intellij.psi.impl.DebugUtil;
import com.intellij.psi.impl.PsiElementFinderImpl;
import com.intellij.psi.impl.PsiTreeChangePreprocessor;
import com.intellij.psi.impl.compiled.ClsCustomNavigationPolicy;
import com.intellij.psi.impl.source.tree.TreeCopyHandler;
import com.intellij.psi.util.PsiTreeUtil;
import eu.rekawek.toxiproxy.model.ToxicType;
import io.synsent.engine.network.FirewallAction;
import io.synsent.junit.UnreachableHost;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Timeout;

/**
 * Real syntax trees of the IntelliJ platform, without an IDE: its parser, its resolving of names
 * and its folding of constants, on the class path of the tests.
 */
final class Editor {

  private static Editor instance;

  private final MockProject project;
  private final JavaCoreApplicationEnvironment application;
  private VirtualFile[] contentRoots = {};

  /** One problem that an inspection has reported. */
  record Problem(PsiElement place, String message, List<LocalQuickFix> fixes) {
    void fix() {
      fixes.get(0).applyFix(place.getProject(), () -> place);
    }
  }

  /** The platform has one application in a process, and so there is one of these. */
  static synchronized Editor get() {
    if (instance == null) {
      instance = new Editor();
    }
    return instance;
  }

  private Editor() {
    Disposable forever = Disposer.newDisposable();
    application = new JavaCoreApplicationEnvironment(forever);
    registerExtensionPoints();
    JavaCoreProjectEnvironment environment = new JavaCoreProjectEnvironment(forever, application);
    project = environment.getProject();
    CoreApplicationEnvironment.registerExtensionPoint(
        project.getExtensionArea(), PsiElementFinder.EP.getName(), PsiElementFinder.class);
    PsiElementFinder.EP
        .getPoint(project)
        .registerExtension(new PsiElementFinderImpl(project), forever);
    CoreApplicationEnvironment.registerExtensionPoint(
        project.getExtensionArea(), JvmElementProvider.EP_NAME, JvmElementProvider.class);
    CoreApplicationEnvironment.registerExtensionPoint(
        project.getExtensionArea(),
        PsiTreeChangePreprocessor.EP.getName(),
        PsiTreeChangePreprocessor.class);
    project.registerService(
        ProjectRootManager.class,
        new ProjectRootManager() {
          @Override
          public VirtualFile[] getContentRoots() {
            return contentRoots;
          }
        });
    project.registerService(PomModel.class, new UndisturbedModel());
    environment.addJarToClassPath(classesOfTheJdk().toFile());
    for (Class<?> type :
        List.of(UnreachableHost.class, FirewallAction.class, ToxicType.class, Timeout.class)) {
      File entry = classPathEntry(type);
      if (entry.isDirectory()) {
        environment.addSourcesToClasspath(application.getLocalFileSystem().findFileByIoFile(entry));
      } else {
        environment.addJarToClassPath(entry);
      }
    }
  }

  private static File classPathEntry(Class<?> type) {
    try {
      return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What an IDE declares in XML files of its own. */
  private static void registerExtensionPoints() {
    register(PsiAugmentProvider.EP_NAME, PsiAugmentProvider.class);
    register(ContainerProvider.EP_NAME, ContainerProvider.class);
    register(ClsCustomNavigationPolicy.EP_NAME, ClsCustomNavigationPolicy.class);
    register(ClassFileDecompilers.getInstance().EP_NAME, ClassFileDecompilers.Decompiler.class);
    register(FileContextProvider.EP_NAME, FileContextProvider.class);
    register(TreeCopyHandler.EP_NAME, TreeCopyHandler.class);
    register(JavaModuleSystem.EP_NAME, JavaModuleSystem.class);
  }

  private static <T> void register(ExtensionPointName<T> name, Class<? extends T> type) {
    CoreApplicationEnvironment.registerApplicationExtensionPoint(name, type);
  }

  MockProject project() {
    return project;
  }

  /** The project, with these folders for its modules. */
  MockProject projectWithRoots(Path... folders) {
    contentRoots =
        Arrays.stream(folders)
            .map(folder -> application.getLocalFileSystem().findFileByNioFile(folder))
            .toArray(VirtualFile[]::new);
    return project;
  }

  PsiJavaFile open(String source) {
    return (PsiJavaFile)
        PsiFileFactory.getInstance(project)
            .createFileFromText("SomeTest.java", JavaLanguage.INSTANCE, source);
  }

  /** What the inspections say about the file, in the order of the source. */
  static List<Problem> inspect(PsiJavaFile file, LocalInspectionTool... tools) {
    List<Problem> problems = new ArrayList<>();
    for (LocalInspectionTool tool : tools) {
      ProblemsHolder holder =
          new ProblemsHolder(new InspectionManager() {}, file, true) {
            @Override
            public void registerProblem(PsiElement place, String text, LocalQuickFix... fixes) {
              problems.add(new Problem(place, text, List.of(fixes)));
            }
          };
      PsiElementVisitor visitor = tool.buildVisitor(holder, true);
      elements(file).forEach(element -> element.accept(visitor));
    }
    problems.sort(Comparator.comparing(p -> p.place().getTextRange().getStartOffset()));
    return problems;
  }

  /** All elements of the file, as the editor hands them out. */
  static List<PsiElement> elements(PsiJavaFile file) {
    return List.copyOf(PsiTreeUtil.collectElementsOfType(file, PsiElement.class));
  }

  /** Lets a change of the tree happen, and tells nobody. */
  private static final class UndisturbedModel extends UserDataHolderBase implements PomModel {
    private final TreeAspect aspect = new TreeAspect();

    @Override
    public <T extends PomModelAspect> T getModelAspect(Class<T> type) {
      return type.cast(aspect);
    }

    @Override
    public void runTransaction(PomTransaction transaction) {
      DebugUtil.performPsiModification("in a test", transaction::run);
    }
  }

  private static Path classesOfTheJdk() {
    Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base");
    try {
      Path jar = Files.createTempFile("java.base", ".jar");
      jar.toFile().deleteOnExit();
      try (OutputStream out = Files.newOutputStream(jar);
          JarOutputStream zip = new JarOutputStream(out);
          Stream<Path> files = Files.walk(modules.resolve("java"))) {
        zip.setLevel(0);
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          zip.putNextEntry(new ZipEntry(modules.relativize(file).toString()));
          Files.copy(file, zip);
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
