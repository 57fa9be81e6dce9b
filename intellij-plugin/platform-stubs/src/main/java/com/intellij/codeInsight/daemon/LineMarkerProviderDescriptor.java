package com.intellij.codeInsight.daemon;

/** Signature stub. */
public abstract class LineMarkerProviderDescriptor extends GutterIconDescriptor
    implements LineMarkerProvider {}
