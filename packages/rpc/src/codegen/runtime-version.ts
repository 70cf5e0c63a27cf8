// SPDX-License-Identifier: Apache-2.0
// What generated files rely on. A file names the version that it was generated for and is checked when it is loaded.

/** Raised when a file generated for it would not work with an older runtime. */
export const runtimeVersion = 1;
/** The oldest version whose files still work. */
const oldestVersion = 1;

/** @throws Error asking to regenerate when a file was generated for a runtime that this is not */
export function checkRuntime(version: number, file: string): void {
  if (version >= oldestVersion && version <= runtimeVersion) return;
  const cause =
    version > runtimeVersion
      ? 'a newer release of memlane; update it, or generate the file again'
      : 'an older release of memlane; generate the file again';
  throw new Error(
    `${file} was generated for runtime version ${version} by ${cause} (this runtime: ${oldestVersion} to ${runtimeVersion})`,
  );
}
