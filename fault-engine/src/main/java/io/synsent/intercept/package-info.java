/** Catches the connects of ordinary JDK sockets and holds each as the simulated network says. */
package io.synsent.intercept;
