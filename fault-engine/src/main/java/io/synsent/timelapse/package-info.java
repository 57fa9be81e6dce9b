/**
 * The clock of the JVM, some times faster: rewriting of clock reads and blocking natives, and the
 * switch for it.
 *
 * <p>Nothing here touches a JVM before {@link io.synsent.timelapse.TimeLapse} is asked to.
 */
package io.synsent.timelapse;
