// SPDX-License-Identifier: Apache-2.0
// The layer of a package is a tag `layer:N` in its package.json; what it declares may only lie below.

/** Pairs which the layers would allow and the design does not: the umbrella plugs the native transport in. */
const forbidden = [
  ['@memlane/protocol', '@memlane/shm'],
  ['@memlane/rpc', '@memlane/shm'],
];

/** The number of the tag `layer:N`; undefined without one. */
export function layerOf(manifest) {
  const tag = manifest.nx?.tags?.find((text) => /^layer:\d+$/.test(text));
  return tag === undefined ? undefined : Number(tag.slice('layer:'.length));
}

/** Why `from` must not import `to`; undefined when it may. */
export function whyNotBelow(from, to) {
  if (forbidden.some(([a, b]) => a === from.name && b === to.name))
    return `${from.name} never imports ${to.name}`;
  return layerOf(to) < layerOf(from) ? undefined : `layer ${layerOf(from)} imports layer ${layerOf(to)}`;
}

export function checkManifests(packages) {
  return packages.flatMap(({ folder, manifest }) => {
    const path = `${folder}/package.json`;
    if (layerOf(manifest) === undefined) return [`${path}: has no tag layer:N`];
    const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
    const declared = { ...dependencies, ...devDependencies, ...peerDependencies, ...optionalDependencies };
    return Object.keys(declared).flatMap((dependency) => {
      const target = packages.find((other) => other.manifest.name === dependency);
      const reason =
        target && layerOf(target.manifest) !== undefined && whyNotBelow(manifest, target.manifest);
      return reason ? [`${path}: depends on ${dependency}: ${reason}`] : [];
    });
  });
}
