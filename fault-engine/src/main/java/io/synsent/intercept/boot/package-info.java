/**
 * What lives in {@code java.base} while SynSent is installed: the methods that rewritten JDK
 * methods call. JDK types only; the classes are renamed into a JDK package when they are defined.
 */
package io.synsent.intercept.boot;
