package com.intellij.openapi.roots;

import com.intellij.openapi.project.Project;
import com.intellij.openapi.vfs.VirtualFile;

/** Signature stub; a service of the project. */
public abstract class ProjectRootManager {
  public static ProjectRootManager getInstance(Project project) {
    return project.getService(ProjectRootManager.class);
  }

  public abstract VirtualFile[] getContentRoots();
}
