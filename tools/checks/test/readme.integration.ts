// SPDX-License-Identifier: Apache-2.0
// The check `readme` on pages whose programs run, do not run, or print something else.
import { describe, expect, it } from 'vitest';
import { Workspace } from './support/workspace.js';

const fence = (language: string, ...lines: string[]) => `\`\`\`${language}\n${lines.join('\n')}\n\`\`\`\n`;

async function findings(...parts: string[]): Promise<string> {
  const workspace = new Workspace({
    'packages/a/package.json': JSON.stringify({
      name: 'a',
      type: 'module',
      exports: './index.js',
      bin: './a.js',
    }),
    'packages/a/index.js': 'export const answer = 42;\n',
    'packages/a/a.js': "console.log('the command', process.argv[2]);\n",
    'README.md': parts.join('\n'),
  });
  const { code, output } = await workspace.check('readme');
  expect(code).toBe(output.startsWith('ok') ? 0 : 1);
  return output;
}

const program = fence('js', '// main.mjs', "import { answer } from 'a';", 'console.log(answer);');
const commands = `<!-- run -->\n${fence('sh', '# first', 'npm install a', 'node main.mjs')}`;

describe('readme', () => {
  it('writes the files, runs the commands and compares the output', async () => {
    expect(await findings('# A', program, commands, `<!-- output -->\n${fence('text', '42')}`)).toMatch(
      /^ok/,
    );
  });

  it('refuses an output that the program does not print', async () => {
    const output = await findings(program, commands, `<!-- output -->\n${fence('text', '43')}`);

    expect(output).toMatch(/README\.md:15: the output shown is\s+43\s+and the program prints\s+42/);
  });

  it('lets … stand for what differs from run to run', async () => {
    const shown = `<!-- output -->\n${fence('text', '4…')}`;

    expect(await findings(program, commands, shown)).toMatch(/^ok/);
  });

  it('refuses a program that fails, and one whose package was not installed', async () => {
    const broken = `<!-- run -->\n${fence('js', "throw new Error('broken');")}`;
    const bare = `<!-- run -->\n${fence('sh', 'node main.mjs')}`;

    expect(await findings(broken)).toContain('Error: broken');
    expect(await findings(program, bare)).toContain("Cannot find package 'a'");
  });

  it('runs the command of a package, and a command that only a comment names', async () => {
    const visible = `<!-- run -->\n${fence('sh', 'npm install a && npx a hello')}`;
    const hidden = `<!-- run: npx a again -->\n${fence('json', '{}')}`;
    const wrong = `<!-- output -->\n${fence('text', 'the command hello')}`;

    const output = await findings(visible, hidden, wrong);

    expect(output).toContain('and the program prints\n  the command again');
  });

  it('waits for no background command, as no shell does, and ends it afterwards', async () => {
    const server = fence('js', '// server.mjs', 'setInterval(() => {}, 1000);');
    const run = `<!-- run -->\n${fence('sh', 'node server.mjs &', 'echo done')}`;

    expect(await findings(server, run, `<!-- output -->\n${fence('text', 'done')}`)).toMatch(/^ok/);
  });

  it('checks the types of what is shown', async () => {
    const shown = fence('ts', '// main.ts', "export const count: number = 'one';");

    expect(await findings(shown, `<!-- run -->\n${fence('sh', 'echo done')}`)).toContain('error TS2322');
  });

  it('refuses a block that nobody runs, unless it says why', async () => {
    const block = fence('sh', 'reboot');

    expect(await findings(block)).toContain('README.md:1: this sh block is neither a file');
    expect(await findings(`<!-- not run -->\n${block}`)).toContain('"not run" gives no reason');
    expect(await findings(`<!-- not run: it ends the machine -->\n${block}`)).toMatch(/^ok/);
    expect(await findings(`<!-- output -->\n${fence('text', 'x')}`)).toContain('output of nothing');
  });
});
