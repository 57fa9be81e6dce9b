/** What happened to one connect: the timeline as values, and in tcpdump's words. */
package io.synsent.engine.report;
