/**
 * The rules about SynSent's annotations in the editor of IntelliJ IDEA.
 *
 * <p>A thin adapter: {@link io.synsent.intellij.PsiReader} turns what stands in the editor into the
 * rule core's {@link io.synsent.rules.TestElement}s; findings, their fixes and the timelines come
 * from the core, whatever rules it has.
 */
package io.synsent.intellij;
