// SPDX-License-Identifier: Apache-2.0
// Reads what a README shows: its files, the commands to run and the output to expect. Knows Markdown only as far as
// fences and comments; the comments are the marks, so that a reader never sees them.

/** Fences in these languages say what somebody can do, so they are run, or say why not. */
const executable = new Set(['ts', 'typescript', 'js', 'javascript', 'mjs', 'sh', 'bash', 'shell', 'proto']);
const shells = new Set(['sh', 'bash', 'shell']);
const programs = new Map([
  ['ts', 'ts'],
  ['typescript', 'ts'],
  ['js', 'mjs'],
  ['javascript', 'mjs'],
  ['mjs', 'mjs'],
]);

/**
 * @returns `files: [{ path, text }]`, `steps: [{ line, commands, expected }]` in the order of the page, and `findings:
 * [{ line, text }]`. `expected` is `{ line, text }` or undefined.
 */
export function readExample(markdown) {
  const example = { files: [], steps: [], findings: [] };
  for (const fence of readFences(markdown)) readFence(fence, example);
  return example;
}

function readFence({ line, language, body, marks }, example) {
  const named = marks.get('file') ?? /^(?:\/\/|#) ([\w./-]+\.\w+)$/.exec(body.split('\n')[0])?.[1];
  if (marks.has('not run')) {
    if (marks.get('not run') === '') example.findings.push({ line, text: '"not run" gives no reason' });
    return;
  }
  if (marks.has('output')) {
    const step = example.steps.at(-1);
    if (step === undefined) example.findings.push({ line, text: 'output of nothing that was run' });
    else step.expected = { line, text: body };
    return;
  }
  const path = named ?? (marks.get('run') === '' ? nameFor(language, line) : undefined);
  if (path !== undefined) example.files.push({ path, text: `${body}\n` });
  const commands = commandsOf(marks.get('run'), language, body, path);
  if (commands !== undefined) example.steps.push({ line, commands, expected: undefined });
  if (path === undefined && commands === undefined && executable.has(language)) {
    example.findings.push({
      line,
      text: `this ${language} block is neither a file (first line "// PATH") nor marked "run", "output" or "not run"`,
    });
  }
}

function nameFor(language, line) {
  const ending = programs.get(language);
  return ending === undefined ? undefined : `block-at-line-${line}.${ending}`;
}

function commandsOf(run, language, body, path) {
  if (run === undefined) return undefined;
  if (run !== '') return [run];
  if (path !== undefined) return [path.endsWith('ts') ? `npx tsx ${path}` : `node ${path}`];
  if (!shells.has(language)) return undefined;
  const lines = body.replaceAll('\\\n', ' ').split('\n');
  return lines.map((text) => text.trim()).filter((text) => text !== '' && !text.startsWith('#'));
}

/** `{ line, language, body, marks }` of every fence; a mark is the comment `<!-- KEY -->` or `<!-- KEY: VALUE -->` above. */
function* readFences(markdown) {
  const lines = markdown.split('\n');
  let marks = new Map();
  for (let at = 0; at < lines.length; at++) {
    const mark = /^\s*<!-- (file|run|output|not run)(?:: (.*?))? -->\s*$/.exec(lines[at]);
    if (mark !== null) marks.set(mark[1], (mark[2] ?? '').trim());
    const fence = /^(\s*)(`{3,})\s*([\w-]*)/.exec(lines[at]);
    if (fence === null) {
      if (mark === null && lines[at].trim() !== '') marks = new Map();
      continue;
    }
    const [, indent, ticks, language] = fence;
    const end = lines.findIndex((text, index) => index > at && text.trim() === ticks);
    const body = lines.slice(at + 1, end === -1 ? undefined : end);
    yield {
      line: at + 1,
      language,
      body: body.map((text) => (text.startsWith(indent) ? text.slice(indent.length) : text)).join('\n'),
      marks,
    };
    marks = new Map();
    at = end === -1 ? lines.length : end;
  }
}
