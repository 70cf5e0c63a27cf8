// SPDX-License-Identifier: Apache-2.0
// How `nx release version` reads and writes versions here: in package.json files, one version for the whole workspace,
// and workspace packages depend on each other by exactly that version.
import { spawnSync } from 'node:child_process';
import { VersionActions } from 'nx/release/index.js';

const collections = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

export default class PackageJsonVersionActions extends VersionActions {
  validManifestFilenames = ['package.json'];

  async readCurrentVersionFromSourceManifest(tree) {
    const manifestPath = `${this.projectGraphNode.data.root}/package.json`;
    return { currentVersion: readJson(tree, manifestPath).version, manifestPath };
  }

  /** Releases are counted on disk, where a dry run needs no network. */
  async readCurrentVersionFromRegistry() {
    return null;
  }

  async readCurrentVersionOfDependency(tree, projectGraph, dependencyProjectName) {
    const manifest = readJson(tree, `${this.projectGraphNode.data.root}/package.json`);
    const name = packageNameOf(tree, projectGraph, dependencyProjectName);
    const collection = collections.find((key) => manifest[key]?.[name] !== undefined);
    if (collection === undefined) return { currentVersion: null, dependencyCollection: null };
    return { currentVersion: manifest[collection][name], dependencyCollection: collection };
  }

  async updateProjectVersion(tree, newVersion) {
    return this.manifestsToUpdate.map(({ manifestPath }) => {
      writeJson(tree, manifestPath, { ...readJson(tree, manifestPath), version: newVersion });
      return `${manifestPath}: version ${newVersion}`;
    });
  }

  async updateProjectDependencies(tree, projectGraph, dependenciesToUpdate) {
    const messages = [];
    for (const { manifestPath } of this.manifestsToUpdate) {
      const manifest = readJson(tree, manifestPath);
      for (const [projectName, version] of Object.entries(dependenciesToUpdate)) {
        const name = packageNameOf(tree, projectGraph, projectName);
        for (const collection of collections.filter((key) => manifest[key]?.[name] !== undefined)) {
          manifest[collection][name] = version;
          messages.push(`${manifestPath}: ${collection} ${name} ${version}`);
        }
      }
      writeJson(tree, manifestPath, manifest);
    }
    return messages;
  }
}

/** The lock file names the version of every workspace package, too. */
export async function afterAllProjectsVersioned(cwd, { dryRun }) {
  if (dryRun) return { changedFiles: [], deletedFiles: [] };
  const { status } = spawnSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], {
    cwd,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('npm could not update package-lock.json');
  return { changedFiles: ['package-lock.json'], deletedFiles: [] };
}

function packageNameOf(tree, projectGraph, projectName) {
  return readJson(tree, `${projectGraph.nodes[projectName].data.root}/package.json`).name;
}

function readJson(tree, path) {
  return JSON.parse(tree.read(path, 'utf8'));
}

function writeJson(tree, path, value) {
  tree.write(path, `${JSON.stringify(value, null, 2)}\n`);
}
