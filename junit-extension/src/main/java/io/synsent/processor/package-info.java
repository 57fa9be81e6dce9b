/** The rules about SynSent's annotations, applied by the compiler. */
package io.synsent.processor;
