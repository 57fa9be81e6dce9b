/**
 * What can be said about the annotations of a test before it runs: mistakes in them, the network
 * they describe, and how a connect into it will end.
 *
 * <p>Internal. Plain Java without JUnit, compiler or editor types: the JUnit extension, the
 * annotation processor and the editor plugin translate what they see into {@link
 * io.synsent.rules.TestElement}s, ask {@link io.synsent.rules.Rules}, and show the {@link
 * io.synsent.rules.Finding}s in the same words.
 */
package io.synsent.rules;
