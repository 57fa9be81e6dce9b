/** Runnable lessons: each failure of the connect phase as an experiment. */
package io.synsent.examples;
