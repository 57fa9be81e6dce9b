/** The simulator beside the Linux kernel. */
package io.synsent.conformance;
