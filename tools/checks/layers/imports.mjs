// SPDX-License-Identifier: Apache-2.0
// Every import of a package is of its own files, of Node.js, or of what it declares and may see.
import { isBuiltin } from 'node:module';
import { layerOf, whyNotBelow } from './manifests.mjs';

export function checkImports(workspace, owner, sources) {
  if (layerOf(owner.manifest) === undefined) return [];
  return sources.flatMap((source) =>
    source.imports.flatMap((found) => {
      const reason = found.specifier.startsWith('.')
        ? whyNotInside(owner, found)
        : whyNotImported(workspace, owner, source, found.specifier);
      return reason === undefined ? [] : [`${source.path}:${found.line}: ${reason}`];
    }),
  );
}

function whyNotInside({ folder }, { specifier, target }) {
  return target.startsWith(`${folder}/`)
    ? undefined
    : `${specifier} leaves the package; import it by its name`;
}

function whyNotImported({ packages, rootManifest }, { manifest }, source, specifier) {
  if (isBuiltin(specifier)) return undefined;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const target = packages.find((other) => other.manifest.name === name)?.manifest;
  if (target !== undefined && !isExported(target, `.${specifier.slice(name.length)}`)) {
    return `${specifier} is not among the exports of ${name}`;
  }
  // A package may see itself as others do.
  if (name === manifest.name) return source.shipped ? `${specifier}: import the file instead` : undefined;
  if (!declaredBy(manifest, rootManifest, source).has(name)) return `${name} is not declared in package.json`;
  return target === undefined ? undefined : whyNotBelow(manifest, target);
}

/**
 * What is published needs dependencies that are installed with it. Tests, scripts, and everything of a private package
 * may use those of development; all but sources also those of the workspace (vitest, tsup).
 */
function declaredBy(manifest, rootManifest, { shipped }) {
  const { dependencies, peerDependencies, optionalDependencies, devDependencies } = manifest;
  const names = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
  if (!shipped || manifest.private) names.push(...Object.keys(devDependencies ?? {}));
  if (!shipped) names.push(...Object.keys(rootManifest.devDependencies ?? {}));
  return new Set(names);
}

function isExported({ exports }, subpath) {
  if (exports === undefined) return false;
  return typeof exports === 'string' ? subpath === '.' : Object.hasOwn(exports, subpath);
}
