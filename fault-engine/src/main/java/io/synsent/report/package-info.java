/**
 * What happened to the connects of many tests, as files: one self-contained HTML page, JSON, text,
 * and one pcapng.
 */
package io.synsent.report;
