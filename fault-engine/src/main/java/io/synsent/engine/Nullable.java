package io.synsent.engine;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a type whose value may be {@code null}; whatever is not marked never is.
 *
 * <p>Internal. It is our own so that the engine imports {@code java.base} only; NullAway accepts
 * any annotation of this simple name.
 */
@Documented
@Target(ElementType.TYPE_USE)
@Retention(RetentionPolicy.CLASS)
public @interface Nullable {}
