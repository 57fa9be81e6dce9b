/**
 * AssertJ assertions about what happened in a simulated network: packets and their times, how each
 * connect ended, and who gave up.
 */
package io.synsent.assertj;
