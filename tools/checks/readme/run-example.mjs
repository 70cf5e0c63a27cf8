// SPDX-License-Identifier: Apache-2.0
// Does what a README says, in an empty folder of its own: writes its files, runs its commands, compares the output,
// then checks the types of what it shows.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { runCommand } from '../lib/command.mjs';
import { programOf, typesFolder } from '../lib/programs.mjs';
import { installFromWorkspace } from './install.mjs';
import { Shell } from './shell.mjs';

/** @returns findings `[{ line, text }]`; the first command that fails ends the example */
export async function runExample(root, example) {
  const scratch = mkdtempSync(join(tmpdir(), 'memlane-readme-'));
  const folder = join(scratch, 'project');
  mkdirSync(folder);
  const shell = new Shell(folder);
  try {
    for (const { path, text } of example.files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    for (const step of example.steps) {
      const finding = await runStep(root, folder, shell, step);
      if (finding !== undefined) return [finding];
    }
    return await checkTypes(folder, example);
  } finally {
    await shell.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function runStep(root, folder, shell, { line, commands, expected }) {
  let printed = '';
  for (const command of commands) {
    const rest = installFromWorkspace(root, folder, command);
    if (rest === '') continue;
    const { ok, stdout, output } = await shell.run(rest);
    if (!ok) return { line, text: `\`${rest}\` failed:\n${output.trim()}` };
    printed = stdout;
  }
  if (expected === undefined || matches(expected.text, printed)) return undefined;
  return {
    line: expected.line,
    text: `the output shown is\n${expected.text}\nand the program prints\n${printed.trim()}`,
  };
}

/** `…` in the output shown stands for any text within a line. */
function matches(shown, printed) {
  const pattern = tidy(shown)
    .split('…')
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(tidy(printed));
}

function tidy(text) {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

async function checkTypes(folder, { files, steps }) {
  const paths = files.map(({ path }) => path).filter((path) => path.endsWith('.ts'));
  if (paths.length === 0) return [];
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022'];
  const libraries = ['--lib', 'es2023,esnext.disposable', '--types', 'node'];
  const places = ['--typeRoots', typesFolder, '--customConditions', '@memlane/source'];
  const parameters = [programOf('typescript', 'tsc'), ...options, ...libraries, ...places, ...paths];
  const { code, output } = await runCommand(process.execPath, parameters, { cwd: folder });
  return code === 0 ? [] : [{ line: steps[0].line, text: `types:\n${output.trim()}` }];
}
